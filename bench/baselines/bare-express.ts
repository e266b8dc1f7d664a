import express from 'express'
import type { Recorded } from './bytes.ts'

// A bare Express 5 route that sends the same bytes and headers.
const pages = new Map<string, Recorded>(Object.entries(JSON.parse(String(process.argv[2]))))
const app = express()
app.disable('x-powered-by')
app.disable('etag')
for (const [path, page] of pages) {
  const body = Buffer.from(page.body, 'base64')
  app.get(path, (_req, res) => {
    res.set(page.headers)
    res.send(body)
  })
}
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
process.on('disconnect', () => process.exit())
