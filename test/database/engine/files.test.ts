import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { startTestEngine, type TestEngine } from '../../support/engine.ts'
import { before } from '../../support/hooks.ts'

let running: TestEngine
let client: MongoClient
before(async () => {
  running = await startTestEngine()
  client = await new MongoClient(running.engine.uri).connect()
})
after(async () => {
  await client.close()
  await running.stop()
})

// Only Linux lists the open files of a process in a folder.
const isLinux = process.platform === 'linux'
async function openFiles(): Promise<number> {
  return (await readdir(`/proc/${running.engine.hostPid()}/fd`)).length
}

async function makeAndDrop(name: string): Promise<void> {
  const database = client.db(name)
  const indexes = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map((field) => ({ key: { [field]: 1 } }))
  for (let n = 0; n < 20; n++) await database.collection(`c${n}`).createIndexes(indexes)
  await database.dropDatabase()
}

test('the files of tables that were dropped are closed, or the engine would run out of them', async () => {
  for (const name of ['one', 'two', 'three', 'four']) await makeAndDrop(name)
  if (!isLinux) return
  assert.ok((await openFiles()) > 800, 'they are open at first')
  for (let patience = 60; (await openFiles()) > 600; patience--) {
    assert.ok(patience > 0, 'they are still open after a minute')
    await wait(1000)
  }
})
