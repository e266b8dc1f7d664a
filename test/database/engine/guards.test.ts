import assert from 'node:assert/strict'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { after, test } from 'node:test'
import { readRunning } from '../../../src/database/engine/socket.ts'
import { startTestEngine, type TestEngine } from '../../support/engine.ts'
import { before } from '../../support/hooks.ts'
import { body, frame, WireClient } from '../../support/wire-client.ts'

let running: TestEngine
let socket: string

before(async () => {
  running = await startTestEngine({ maxTimeMs: 1000 })
  socket = (await readRunning(running.folder))?.socket ?? ''
})
after(() => running.stop())

/** For what is to come to its end, however busy the machine is. */
const patient = { maxTimeMS: 60_000 }

/** Counts to 900 million, a pair at a time: nothing but a limit or killOp ends it. */
const endless = {
  aggregate: 1,
  pipeline: [
    { $documents: [{}] },
    { $set: { a: { $range: [0, 30000] }, b: { $range: [0, 30000] } } },
    { $unwind: '$a' },
    { $unwind: '$b' },
    { $count: 'n' },
  ],
  cursor: {},
}

async function withClient<T>(work: (client: WireClient) => Promise<T>): Promise<T> {
  const client = new WireClient(socket)
  try {
    return await work(client)
  } finally {
    client.close()
  }
}

test('the session commands that would crash the engine are answered in its place', async () => {
  const host = running.engine.hostPid()
  await withClient(async (client) => {
    assert.equal((await client.ask({ endSessions: [] })).ok, 1)
    for (const name of [
      'startSession',
      'killSessions',
      'killAllSessions',
      'killAllSessionsByPattern',
      'shutdown',
    ]) {
      const reply = await client.ask({ [name]: [] })
      assert.deepEqual([reply.ok, reply.code, reply.codeName], [0, 59, 'CommandNotFound'], name)
    }
    assert.equal((await client.ask({ ping: 1 })).ok, 1)
  })
  assert.equal(running.engine.hostPid(), host)
})

test('a command without a time limit is ended by the usual one', async () => {
  const reply = await withClient((client) => client.ask(endless))
  assert.deepEqual([reply.ok, reply.codeName], [0, 'MaxTimeMSExpired'])
})

test('a time limit of the sender stays as it is', async () => {
  const started = performance.now()
  const reply = await withClient((client) => client.ask({ ...endless, maxTimeMS: 2000 }))
  assert.equal(reply.codeName, 'MaxTimeMSExpired')
  assert.ok(performance.now() - started >= 1900)
})

test('a message with a checksum, or with its documents in front of the command, gets its limit too', async () => {
  const documents = body({ q: {}, limit: 0 }).subarray(5)
  const sequence = Buffer.concat([Buffer.from([1, 0, 0, 0, 0]), Buffer.from('deletes\0')])
  const section = Buffer.concat([sequence, documents])
  section.writeInt32LE(section.length - 1, 1)
  await withClient(async (client) => {
    const checked = Buffer.concat([body({ ...endless, $db: 'admin' }, 1), Buffer.alloc(4)])
    assert.equal((await client.send(frame(2013, checked))).codeName, 'MaxTimeMSExpired')
    const plain = body({ delete: 'nothing', $db: 'test' })
    const mixed = Buffer.concat([plain.subarray(0, 4), section, plain.subarray(4)])
    assert.equal((await client.send(frame(2013, mixed))).ok, 1)
  })
})

test('getMore gets no limit, because it takes that of its query', async () => {
  await withClient(async (client) => {
    const documents = Array.from({ length: 5 }, (_, n) => ({ n }))
    await client.ask({ insert: 'many', documents, ...patient }, 'test')
    const first = await client.ask({ find: 'many', batchSize: 2, ...patient }, 'test')
    const more = await client.ask({ getMore: first.cursor.id, collection: 'many' }, 'test')
    assert.equal(more.cursor.nextBatch.length, 3)
  })
})

test('control commands are answered at once while twenty slow ones wait, and can end them', async () => {
  const slow = Array.from({ length: 20 }, () =>
    withClient((client) => client.ask({ ...endless, maxTimeMS: 120_000 })),
  )
  await withClient(async (client) => {
    let ops: { opid: number; op: string; command: { aggregate?: number } }[] = []
    while (ops.length < 7) {
      const started = performance.now()
      const { inprog } = await client.ask({ currentOp: 1 })
      // Behind the slow ones it would have waited for two minutes.
      assert.ok(performance.now() - started < 60_000)
      ops = inprog.filter((op: { command?: { aggregate?: number } }) => op.command?.aggregate === 1)
    }
    assert.equal(ops.length, 7)
    let isOver = false
    const over = Promise.all(slow).then((replies) => {
      isOver = true
      return replies
    })
    while (!isOver) {
      const { inprog } = await client.ask({ currentOp: 1 })
      for (const { opid, command } of inprog)
        if (command?.aggregate === 1) await client.ask({ killOp: 1, op: opid })
    }
    assert.deepEqual([...new Set((await over).map((reply) => reply.codeName))], ['Interrupted'])
  })
})

test('a document nested too deep gets an answer instead of a closed connection', async () => {
  let filter: Record<string, unknown> = { a: 1 }
  for (let depth = 0; depth < 190; depth++) filter = { $and: [filter] }
  await withClient(async (client) => {
    const reply = await client.ask({ find: 'many', filter }, 'test')
    assert.deepEqual([reply.ok, reply.codeName], [0, 'Overflow'])
    assert.equal((await client.ask({ ping: 1 })).ok, 1)
  })
})

const regexWithoutEnd = Buffer.from([14, 0, 0, 0, 0x0b, 0x61, 0, 0x62, 0x62, 0x62, 0x62, 0x62, 0x62, 0])
const nonsense: Record<string, Buffer> = {
  'a length below a header': frame(2013, body({ ping: 1 }), 10),
  'a negative length': frame(2013, body({ ping: 1 }), -5),
  'a length above the cap': frame(2013, body({ ping: 1 }), 48_016_385),
  'an unknown kind of message': frame(2012, body({ ping: 1 })),
  'a document longer than its message': frame(2013, Buffer.from([0, 0, 0, 0, 0, 255, 0, 0, 0, 1, 0])),
  'an empty command': frame(2013, body({})),
  'an unknown kind of section': frame(2013, Buffer.from([0, 0, 0, 0, 7, 5, 0, 0, 0, 0, 0, 0, 0])),
  'a value that ends nowhere': frame(2013, Buffer.concat([Buffer.alloc(5), regexWithoutEnd])),
  noise: Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
}
for (const [name, bytes] of Object.entries(nonsense))
  test(`${name} closes the connection and nothing else`, async () => {
    await assert.rejects(
      withClient((client) => client.send(bytes)),
      /closed/,
    )
    assert.equal((await withClient((client) => client.ask({ ping: 1 }))).ok, 1)
  })

test('the old form of a message greets, and does nothing else', async () => {
  const query = (command: Record<string, unknown>) => {
    const head = Buffer.concat([Buffer.alloc(4), Buffer.from('admin.$cmd\0'), Buffer.alloc(8)])
    head.writeInt32LE(1, head.length - 4)
    return frame(2004, Buffer.concat([head, body(command).subarray(5)]))
  }
  await withClient(async (client) => {
    assert.equal((await client.send(query({ isMaster: 1 }))).ok, 1)
    assert.equal((await client.send(query({ dropDatabase: 1 }))).code, 352)
  })
})

test('a message that comes byte by byte, and two that come at once, are understood', async () => {
  await withClient(async (client) => {
    const ping = frame(2013, body({ ping: 1, $db: 'admin' }))
    for (const byte of ping.subarray(0, -1)) {
      client.socket.write(Buffer.from([byte]))
      await new Promise(setImmediate)
    }
    assert.equal((await client.send(Buffer.concat([ping.subarray(-1), ping]))).ok, 1)
    assert.equal((await client.send(Buffer.alloc(0))).ok, 1)
  })
})

test('a document of 15 MB goes in and comes back whole', async () => {
  await withClient(async (client) => {
    const text = 'x'.repeat(15_000_000)
    await client.ask({ insert: 'large', documents: [{ text }], ...patient }, 'test')
    const reply = await client.ask({ find: 'large', ...patient }, 'test')
    assert.equal(reply.cursor.firstBatch[0].text.length, text.length)
  })
})

test('only this user can reach the socket and the files', async () => {
  for (const path of [dirname(socket), running.folder]) assert.equal((await stat(path)).mode & 0o077, 0, path)
  assert.equal((await stat(`${running.folder}/WiredTiger.wt`)).mode & 0o077, 0)
})
