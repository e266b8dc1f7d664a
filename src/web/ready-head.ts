import { type ServerResponse, STATUS_CODES } from 'node:http'

/** Milliseconds that a silent connection stays open; the server is told the same. */
export const KEEP_ALIVE = 5_000

/** The head of an answer as it travels, all but the date. */
export function makeHead(status: number, headers: readonly string[]): string {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`]
  for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`)
  // Through a buffer, so that it is one flat piece of memory and not a tree of parts.
  return Buffer.from(`${lines.join('\r\n')}\r\nDate: `, 'latin1').toString('latin1')
}

const end = `\r\nConnection: keep-alive\r\nKeep-Alive: timeout=${KEEP_ALIVE / 1000}\r\n\r\n`
let second = 0
let date = ''

function dateNow(): string {
  const now = Math.floor(Date.now() / 1000)
  if (now !== second) {
    second = now
    date = new Date(now * 1000).toUTCString()
  }
  return date
}

/**
 * Gives the answer a head that was put together before. `writeHead` checks and joins every header anew each time, which for
 * a page from memory is more work than all the rest. `_header` is where `writeHead` leaves its result; the runtime is
 * pinned, and a test compares what travels with what `writeHead` would send.
 * @returns false where the connection is to be closed afterwards: then `writeHead` must say so.
 */
export function giveHead(res: ServerResponse, status: number, head: string): boolean {
  if (!res.shouldKeepAlive) return false
  res.statusCode = status
  ;(res as unknown as { _header: string })._header = head + dateNow() + end
  return true
}
