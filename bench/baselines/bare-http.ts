import { createServer } from 'node:http'
import type { Recorded } from './bytes.ts'

// The fastest thing Node can do: the same bytes and headers, no thought.
const pages = new Map<string, Recorded>(Object.entries(JSON.parse(String(process.argv[2]))))
const ready = new Map(
  [...pages].map(([path, page]) => [path, { ...page, body: Buffer.from(page.body, 'base64') }]),
)

const server = createServer((req, res) => {
  const page = ready.get(String(req.url))
  if (!page) {
    res.writeHead(404).end()
    return
  }
  res.writeHead(200, page.headers)
  res.end(page.body)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
process.on('disconnect', () => process.exit())
