import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { MongoNetworkError } from 'mongodb'
import { failOnClosedSockets } from '../../src/database/closed-sockets.ts'

failOnClosedSockets()

const { Connection } = createRequire(import.meta.url)('mongodb/lib/cmap/connection.js')
const plainly = { agreedCompressor: 'none' }
const huge = { toBin: async () => [Buffer.alloc(64_000_000)] }
const command = { toBin: async () => [Buffer.alloc(52)] }

async function openConnection(t: TestContext) {
  const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket: Socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  await once(socket, 'connect')
  const connection = new Connection(socket, { id: 1, hostAddress: {} })
  t.after(() => {
    socket.destroy()
    server.close()
  })
  return { connection, socket }
}

test('a command on a socket that was closed a moment ago fails at once, as a network fault', async (t) => {
  const { connection, socket } = await openConnection(t)
  // The driver hears of it later: "close" comes with the next turn.
  socket.destroy()
  assert.equal(connection.closed, false)
  await assert.rejects(connection.writeCommand(command, plainly), MongoNetworkError)
  assert.equal(connection.closed, true)
})

test('a write that fails is a network fault too, not the bare error of the socket', async (t) => {
  const { connection, socket } = await openConnection(t)
  const writing = connection.writeCommand(huge, plainly)
  setImmediate(() => socket.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })))
  await assert.rejects(writing, MongoNetworkError)
})

test('what was called off stays called off', async (t) => {
  const { connection } = await openConnection(t)
  const reason = new Error('called off')
  const signal = AbortSignal.abort(reason)
  await assert.rejects(
    connection.writeCommand(huge, { ...plainly, signal }),
    (error) => !(error instanceof MongoNetworkError),
  )
})

test('what cannot be written down leaves the connection open', async (t) => {
  const { connection } = await openConnection(t)
  const fault = new TypeError('not BSON')
  await assert.rejects(connection.writeCommand({ toBin: () => Promise.reject(fault) }, plainly), fault)
  assert.equal(connection.closed, false)
})

test('an open socket is written to as ever', async (t) => {
  const { connection, socket } = await openConnection(t)
  await connection.writeCommand(command, plainly)
  assert.equal(socket.bytesWritten, 52)
  assert.equal(connection.closed, false)
})
