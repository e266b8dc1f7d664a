import '../support/env-embedded.ts'

import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { config } from '../../src/config.ts'
import { connectDatabase, type Database } from '../../src/database/connect.ts'
import { startEngine } from '../../src/database/engine/engine.ts'
import type { EngineState } from '../../src/database/engine/supervisor.ts'
import { takeNumber } from '../../src/database/numbers.ts'
import { isReadOnly, setReadOnly } from '../../src/database/read-only.ts'
import { otherStores } from '../../src/database/stores.ts'
import { before } from '../support/hooks.ts'

let database: Database
const disk: string[] = []
const states: EngineState['name'][] = []

before(async () => {
  database = await connectDatabase({
    onDisk: (state) => disk.push(state),
    onEngine: (state) => states.push(state.name),
  })
})
after(() => database.close())

test('without MONGODB_URI the forum says that the embedded engine keeps the data, and where', () => {
  assert.equal(database.kind, 'embedded')
  assert.equal(database.isReady(), true)
  assert.match(
    database.describe,
    /embedded engine \(MongoDB 9\.0\.0-alpha0.*\) in .*\/data\/db\. .*MONGODB_URI/,
  )
})

test('the disk is looked at from the start, and a full one makes the forum read only', () => {
  assert.equal(disk.length, 1)
  assert.equal(isReadOnly(), disk[0] === 'full')
  setReadOnly(true)
  assert.equal(isReadOnly(), true)
  setReadOnly(false)
})

test('a second forum on the same DATA_DIR is refused in words', async () => {
  await assert.rejects(
    startEngine({ folder: join(config.dataDir, 'db') }),
    new RegExp(`process ${process.pid}\\) already uses .* its own DATA_DIR`),
  )
})

test('a tool joins the database of the running forum and leaves it running', async () => {
  assert.equal(await takeNumber('topic'), 1)
  const tool = fork(new URL('../support/joined-tool.ts', import.meta.url), { execArgv: [] })
  const [said] = await once(tool, 'message')
  assert.equal(said.describe, `Using the database of the running forum (process ${process.pid}).`)
  assert.equal(said.number, 2)
  assert.equal(await takeNumber('topic'), 3)
})

test('every place in DATA_DIR that the database uses is declared', async () => {
  const declared = otherStores().map((store) => store.name.replace(/\/$/, ''))
  for (const name of await readdir(config.dataDir)) assert.ok(declared.includes(name), name)
})

test('closing stops the engine and leaves no socket and no note behind', async () => {
  await database.close()
  assert.equal(database.isReady(), false)
  assert.equal(states.at(-1), 'stopped')
  assert.equal(existsSync(join(config.dataDir, 'engine.json')), false)
  assert.deepEqual(await readdir(join(config.dataDir, 'run')), [])
  database = await connectDatabase()
  assert.equal(await takeNumber('topic'), 4)
})
