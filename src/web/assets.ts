import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build, stop } from 'esbuild'
import { makeFavicon, makeSprite } from './icons.ts'
import { type Encoding, wantedEncoding } from './wants.ts'

interface Asset {
  address: string
  type: string
  etag: string
  bodies: Record<Encoding, Buffer>
}

const folder = join(import.meta.dirname, '../../public')
const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
}

/** By name, as `assetPath` takes it. */
export type Assets = Map<string, Asset>

const byAddress = new Map<string, Asset>()
const addressOf = new Map<string, string>()

function makeAsset(name: string, body: Buffer): Asset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  const extension = extname(name)
  const stem = name.slice(name.lastIndexOf('/') + 1, -extension.length)
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
  }
  return {
    address: `/assets/${stem}-${hash}${extension}`,
    type: types[extension] ?? 'application/octet-stream',
    etag: `"${hash}"`,
    bodies: { br: brotliCompressSync(body, { params }), gzip: gzipSync(body, { level: 9 }), identity: body },
  }
}

/** Files directly in public/css and public/js are entry points; what they import lies in folders below. */
function entryPoints(): string[] {
  return ['css', 'js'].flatMap((kind) =>
    readdirSync(join(folder, kind), { withFileTypes: true })
      .filter((file) => file.isFile() && /\.(css|ts)$/.test(file.name))
      .map((file) => join(folder, kind, file.name)),
  )
}

/** Bundles, names, and compresses every style sheet, script and icon. */
export async function makeAssets(): Promise<Assets> {
  const built = await build({
    entryPoints: entryPoints(),
    outbase: folder,
    outdir: folder,
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome123', 'firefox128', 'safari17.5'],
    legalComments: 'none',
    logLevel: 'silent',
  })
  // Its helper process has nothing left to do while the site runs.
  await stop()
  const files: [string, Buffer][] = built.outputFiles.map((file) => [
    file.path.slice(folder.length + 1).replaceAll('\\', '/'),
    Buffer.from(file.contents),
  ])
  files.push(['icons.svg', Buffer.from(makeSprite())], ['favicon.svg', Buffer.from(makeFavicon())])
  return new Map(files.map(([name, body]) => [name, makeAsset(name, body)]))
}

/** From now on they are served. */
export function keepAssets(assets: Assets): void {
  for (const [name, asset] of assets) {
    addressOf.set(name, asset.address)
    byAddress.set(asset.address, asset)
  }
}

/** Once, at the start, in memory. */
export async function prepareAssets(): Promise<void> {
  keepAssets(await makeAssets())
}

/**
 * The address of a prepared file, with its content's hash in it.
 * @param name "css/main.css", "js/page.js", "icons.svg", "favicon.svg"
 */
export function assetPath(name: string): string {
  const address = addressOf.get(name)
  if (!address) throw new Error(`There is no asset "${name}", or prepareAssets() has not run.`)
  return address
}

/** For the `Link` header: what every page needs, named before the page itself is read. */
export function preloadLinks(): string {
  return `<${assetPath('css/main.css')}>; rel=preload; as=style, <${assetPath('js/page.js')}>; rel=modulepreload`
}

function refuse(res: ServerResponse, status: 404 | 405): true {
  res.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
  res.end(status === 404 ? 'There is no such file.\n' : 'Files can only be read.\n')
  return true
}

/**
 * Answers everything below /assets/, straight from memory.
 * @returns false where the address is none of ours, and nothing was sent
 */
export function serveAsset(req: IncomingMessage, res: ServerResponse): boolean {
  const path = req.url?.split('?', 1)[0] ?? ''
  if (!path.startsWith('/assets/')) return false
  if (req.method !== 'GET' && req.method !== 'HEAD') return refuse(res, 405)
  const asset = byAddress.get(path)
  if (!asset) return refuse(res, 404)
  const encoding = wantedEncoding(req.headers)
  const etag = encoding === 'identity' ? asset.etag : `${asset.etag.slice(0, -1)}-${encoding}"`
  const headers: Record<string, string | number> = {
    'Cache-Control': 'public, max-age=31536000, immutable',
    Vary: 'Accept-Encoding',
    ETag: etag,
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
  }
  if (req.headers['if-none-match']?.includes(etag)) {
    res.writeHead(304, headers).end()
    return true
  }
  const body = asset.bodies[encoding]
  headers['Content-Type'] = asset.type
  headers['Content-Length'] = body.length
  if (encoding !== 'identity') headers['Content-Encoding'] = encoding
  res.writeHead(200, headers).end(req.method === 'HEAD' ? undefined : body)
  return true
}
