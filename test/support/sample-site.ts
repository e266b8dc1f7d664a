import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { language } from '../../src/content/language.ts'
import { renderMarkdown } from '../../src/content/markdown.ts'
import { fillMarkers } from '../../src/content/markers.ts'
import { prepareAssets, serveAsset } from '../../src/web/assets.ts'
import { openSockets } from '../../src/web/sockets.ts'
import { prepareViews, renderView } from '../../src/web/views.ts'

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'"
const viewer = { id: '1', username: 'rosa', name: 'Rosa Lindgren', canPost: true }
const tomek = { username: 'tomek', name: 'Tomek Nowak' }

/** A post's HTML as a reader gets it: mentions and quotes filled in. */
export function readersHtml(source: string): string {
  return fillMarkers(storedHtml(source), {
    person: () => tomek,
    quote: () => ({ author: tomek, address: '/t/wall/12/1', text: 'Lime breathes.', mentions: [] }),
  })
}

export function storedHtml(source: string): string {
  return renderMarkdown(source, { mentions: new Map([['tomek', 'a1']]) }).html
}

export interface Seen {
  method: string
  url: string
  body: string
}

export interface SamplePage {
  /** Partials in order, each with its model. */
  parts: [string, object][]
  isGuest?: boolean
  model?: object
}

function renderSample(page: SamplePage): string {
  const model = {
    site: { name: 'Parley', language },
    page: { title: 'Sample', path: '/' },
    viewer: page.isGuest ? undefined : viewer,
  }
  const parts = page.parts.map(([name, part]) => {
    const html = renderView(`partials/${name}`, { ...model, ...page.model, ...part })
    return name === 'row' ? `<ul class="rows">${html}</ul>` : html
  })
  const body = `<h1>Sample</h1>${parts.join('\n')}`
  return renderView('layouts/default', { ...model, body: { toHTML: () => body } })
}

async function readBody(req: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of req) body += chunk
  return body
}

function answer(res: ServerResponse, type: string, body: string): void {
  res
    .writeHead(200, { 'Content-Type': `${type}; charset=utf-8`, 'Content-Security-Policy': policy })
    .end(body)
}

/** The partials in the real layout with the real scripts, without accounts and database behind them. */
export async function openSampleSite(pages: Record<string, SamplePage>) {
  await prepareAssets()
  prepareViews()
  const seen: Seen[] = []
  const server = createServer(async (req, res) => {
    if (serveAsset(req, res)) return
    const path = req.url ?? '/'
    const page = pages[path]
    if (page && req.method === 'GET') return answer(res, 'text/html', renderSample(page))
    const body = await readBody(req)
    seen.push({ method: req.method ?? '', url: path, body })
    if (path === '/preview')
      return answer(res, 'application/json', JSON.stringify({ html: readersHtml(JSON.parse(body).body) }))
    if (req.headers.accept === 'application/json') return answer(res, 'application/json', '{}')
    answer(res, 'text/html', '<!doctype html><html lang="en-GB"><title>Sent</title><h1>Sent</h1></html>')
  })
  // Somewhere to connect to, with no room to enter.
  const nobody = async () => undefined
  const closeSockets = openSockets(server, [], { identify: nobody, account: nobody })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    seen,
    close: async () => {
      await closeSockets()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
