import { createServer } from 'node:http'
import { Server } from 'socket.io'

/** What the site would send, without anything that a site does: it says the given news to one room when it is asked to. */
const { event, news } = JSON.parse(String(process.argv[2])) as { event: string; news: { html?: string } }

const server = createServer((_req, res) => {
  // The same bytes but for the moment, which is how the crowd tells how long they took.
  const html = news.html?.replace(/datetime="[^"]*"/, `datetime="${new Date().toISOString()}"`)
  io.to('room').emit(event, { ...news, html })
  res.end()
})
const io = new Server(server, { path: '/live', serveClient: false })
io.on('connection', (socket) => {
  socket.on('join', (_name, _since, answer) => {
    socket.join('room')
    answer({ ok: true, missed: null })
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
process.on('disconnect', () => process.exit())
