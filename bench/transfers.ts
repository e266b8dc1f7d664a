import { get, type IncomingHttpHeaders } from 'node:http'
import type { Recorded } from './baselines/bytes.ts'

interface Raw {
  headers: IncomingHttpHeaders
  body: Buffer
}

/** As the bytes travel: nothing is unpacked. */
export function fetchRaw(url: string, headers: Record<string, string> = {}): Promise<Raw> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'Accept-Encoding': 'br', Accept: 'text/html', ...headers } }, (res) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk) => chunks.push(chunk))
      res.on('end', () => resolve({ headers: res.headers, body: Buffer.concat(chunks) }))
    }).on('error', reject)
  })
}

/** What a baseline has to send: the same bytes under the same headers. */
export async function record(url: string, headers: Record<string, string> = {}): Promise<Recorded> {
  const raw = await fetchRaw(url, headers)
  const kept = Object.entries(raw.headers).filter(
    ([name]) => !['date', 'connection', 'keep-alive'].includes(name),
  )
  return {
    headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
    body: raw.body.toString('base64'),
  }
}
