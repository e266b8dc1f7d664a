/** Milliseconds that a silent connection stays open; the server is told the same. */
export const KEEP_ALIVE = 5_000

/** An answer as it travels: one piece of memory, made anew when its date is over. */
export interface Wire {
  date: string
  bytes: Buffer
}

/** The head of a good answer, all but the date. @param headers names and values in turn */
export function makeHead(headers: readonly string[]): string {
  const lines = ['HTTP/1.1 200 OK']
  for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`)
  return `${lines.join('\r\n')}\r\nDate: `
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

export function wireNow(known: Wire | undefined, head: string, body: Buffer): Wire {
  const now = dateNow()
  if (known?.date === now) return known
  return { date: now, bytes: Buffer.concat([Buffer.from(head + now + end, 'latin1'), body]) }
}
