import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import mongoose from 'mongoose'
import { type Engine, startEngine } from '../../../src/database/engine/engine.ts'
import type { EngineFault } from '../../../src/database/engine/explain.ts'
import { isAlive, readRunning } from '../../../src/database/engine/socket.ts'
import type { EngineState } from '../../../src/database/engine/supervisor.ts'
import { addonCache, makeFolder, startTestEngine, type TestEngine } from '../../support/engine.ts'
import { before } from '../../support/hooks.ts'
import { WireClient } from '../../support/wire-client.ts'

let running: TestEngine
let connection: mongoose.Connection
let Notes: mongoose.Model<{ text?: string | null }>

before(async () => {
  running = await startTestEngine({ pausesMs: [50] })
  connection = mongoose.createConnection(running.engine.uri, { heartbeatFrequencyMS: 1000 })
  Notes = connection.model<{ text?: string | null }>('Note', new mongoose.Schema({ text: String }))
  await connection.asPromise()
})
after(async () => {
  await connection.close()
  await running.stop()
})

function kill(engine: Engine): void {
  const pid = engine.hostPid()
  assert.ok(pid)
  process.kill(pid, 'SIGKILL')
}

/** What is asked in the first moment fails; then it waits, and is answered. */
async function assertComesBack(): Promise<void> {
  for (let failures = 0; ; failures++) {
    try {
      await Notes.create({ text: 'here again' })
      return
    } catch (error) {
      assert.ok(failures < 600 && error instanceof mongoose.mongo.MongoNetworkError, String(error))
      await wait(100)
    }
  }
}

function nextState(engine: Engine, name: EngineState['name']): Promise<EngineState> {
  return new Promise((resolve) => {
    const forget = engine.onState((state) => {
      if (state.name !== name) return
      forget()
      resolve(state)
    })
  })
}

test('nothing acknowledged is lost when the engine is killed three times under sixteen writers', async () => {
  const client = await new mongoose.mongo.MongoClient(running.engine.uri, {
    heartbeatFrequencyMS: 500,
  }).connect()
  const written = client.db().collection<{ _id: string }>('written')
  const acknowledged: string[] = []
  let isOver = false
  const writers = Array.from({ length: 16 }, async (_, writer) => {
    for (let count = 0; !isOver; count++) {
      const _id = `${writer}-${count}`
      await written.insertOne({ _id }).then(
        () => acknowledged.push(_id),
        (error) => assert.match(String(error), /Network|closed|ECONN|EPIPE|Pool/i),
      )
    }
  })
  for (let round = 0; round < 3; round++) {
    const before = acknowledged.length
    while (acknowledged.length < before + 60) await wait(10)
    const ready = nextState(running.engine, 'ready')
    kill(running.engine)
    await ready
  }
  isOver = true
  await Promise.all(writers)
  const stored = new Set((await written.find().toArray()).map((row) => row._id))
  await client.close()
  assert.deepEqual(
    acknowledged.filter((id) => !stored.has(id)),
    [],
  )
})

test('it comes back on the same socket, says in words what happened, and Mongoose finds it again', async () => {
  const before = await readRunning(running.folder)
  const down = nextState(running.engine, 'restarting')
  kill(running.engine)
  const state = await down
  assert.equal(running.engine.isWritable(), false)
  await assert.rejects(running.engine.sweep(), /being started again/)
  assert.ok(state.name === 'restarting')
  assert.match(state.fault.message, /stopped unexpectedly \(signal SIGKILL\).*being started again/)
  await assertComesBack()
  assert.equal(running.engine.isWritable(), true)
  assert.deepEqual(await readRunning(running.folder), before)
})

test('an engine that keeps dying is given up after five deaths in a minute', async (t) => {
  const fragile = await startTestEngine({ pausesMs: [10] })
  t.after(() => fragile.stop())
  const failed = nextState(fragile.engine, 'failed')
  fragile.engine.onState((state) => state.name === 'ready' && kill(fragile.engine))
  kill(fragile.engine)
  const state = await failed
  assert.ok(state.name === 'failed')
  assert.match(state.fault.message, /keeps stopping.*gave up/)
})

test('stopping does not wait for a slow command, and does not hold the folder any longer', async (t) => {
  const slow = await startTestEngine()
  t.after(() => slow.stop())
  const socket = (await readRunning(slow.folder))?.socket ?? ''
  const client = new WireClient(socket)
  const numbers = { $range: [0, 30000] }
  const pipeline = [
    { $documents: [{}] },
    { $set: { a: numbers, b: numbers } },
    { $unwind: '$a' },
    { $unwind: '$b' },
    { $count: 'n' },
  ]
  const ended = client.ask({ aggregate: 1, pipeline, cursor: {}, maxTimeMS: 60_000 }).catch(() => 'closed')
  await wait(200)
  const started = performance.now()
  await slow.engine.stop()
  // After twelve seconds it would have been ended hard.
  assert.ok(performance.now() - started < 11_500)
  await ended
  client.close()
})

async function stateOf(pid: number): Promise<'running' | 'gone'> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z')
  return /\) Z/.test(status) ? 'gone' : 'running'
}

async function startOwner(folder: string): Promise<{ owner: ChildProcess; host: number }> {
  const program = new URL('../../support/engine-owner.ts', import.meta.url)
  const owner = fork(program, [folder, addonCache], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [host] = await once(owner, 'message')
  return { owner, host }
}

test('when the forum is killed its engine goes by itself, and the forum can start again at once', async (t) => {
  const home = await makeFolder()
  const folder = join(home, 'db')
  const { owner, host } = await startOwner(folder)
  assert.ok(isAlive(host))
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  const engine = await startEngine({ folder, cacheFolder: addonCache })
  t.after(() => rm(home, { recursive: true }))
  t.after(() => engine.stop())
  const client = await new mongoose.mongo.MongoClient(engine.uri).connect()
  t.after(() => client.close())
  assert.equal(await client.db().collection('kept').countDocuments(), 1)
  assert.notEqual(engine.hostPid(), host)
  // Nobody may wait for an orphan: it can stay in the table of processes, but dead.
  while ((await stateOf(host)) !== 'gone') await wait(20)
})

test('Ctrl-C and a hang-up, which reach the whole group, leave the engine to the forum', async () => {
  const host = running.engine.hostPid()
  assert.ok(host)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(host, signal)
  await Notes.create({ text: 'still here' })
  assert.equal(running.engine.hostPid(), host)
})

test('a second forum on the same folder is told who uses it, and the first goes on', async () => {
  const second = startEngine({ folder: running.folder, cacheFolder: addonCache })
  await assert.rejects(second, (fault: EngineFault) => {
    assert.equal(fault.kind, 'in use')
    assert.match(fault.message, new RegExp(`process ${process.pid}\\) already uses`))
    return true
  })
  assert.equal((await Notes.find().lean()).length, 2)
})
