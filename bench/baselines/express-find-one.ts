import express from 'express'
import { MongoClient } from 'mongodb'
import type { Recorded } from './bytes.ts'

// A bare Express 5 route that does one findOne with the bare driver and sends the same bytes and headers.
const { uri, pages } = JSON.parse(String(process.argv[2])) as { uri: string; pages: Record<string, Recorded> }
const client = await new MongoClient(uri, { maxPoolSize: 20 }).connect()
const things = client.db('bench').collection<{ _id: number; name: string; words: string }>('things')
await things.deleteMany({})
await things.insertMany(
  Array.from({ length: 1000 }, (_, n) => ({ _id: n, name: `thing ${n}`, words: 'word '.repeat(80) })),
)

const app = express()
app.disable('x-powered-by')
app.disable('etag')
let asked = 0
for (const [path, page] of Object.entries(pages)) {
  const body = Buffer.from(page.body, 'base64')
  app.get(path, async (_req, res) => {
    asked += 1
    const thing = await things.findOne({ _id: asked % 1000 })
    if (!thing) throw new Error('The baseline lost its document.')
    res.set(page.headers)
    res.send(body)
  })
}
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
process.on('disconnect', () => process.exit())
