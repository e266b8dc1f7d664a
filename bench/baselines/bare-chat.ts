import { createServer } from 'node:http'
import { MongoClient } from 'mongodb'
import { Server } from 'socket.io'

/** A chat that only stores what it is told, one journalled insert each, and says it on in the bytes that the site would send. */
const { uri, event, news, stored } = JSON.parse(String(process.argv[2])) as {
  uri: string
  event: string
  news: object
  stored: object
}
const client = await new MongoClient(uri, { maxPoolSize: 20 }).connect()
const messages = client.db('bench').collection('messages')

const server = createServer()
const io = new Server(server, { path: '/live', serveClient: false })
io.on('connection', (socket) => {
  socket.on('join', (_name, _since, answer) => {
    socket.join('room')
    answer({ ok: true, missed: null })
  })
  socket.on('say', async (_name, _what, _data, answer) => {
    await messages.insertOne({ ...stored, at: new Date() })
    answer({ ok: true })
    io.to('room').emit(event, news)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
process.on('disconnect', () => process.exit())
