import type { IncomingMessage } from 'node:http'
import { config } from '../config.ts'
import { hasSessionCookie } from './kept-key.ts'
import { foldAddress, type Measure, spend } from './limits.ts'
import { isOurHost } from './origin.ts'

/** A school behind one address comes back after a restart; ten thousand in a minute is an attack. */
const connects: Measure = { points: 300, seconds: 60 }

/** Open at the same time from one address. The server holds ten thousand, pages included: nobody takes them all. */
export const MOST_AT_ONCE = config.rateLimits === 'relaxed' ? 1_000_000 : 2000
const openFrom = new Map<string, number>()

/** As Express finds it: each proxy of ours added the address that it saw. */
export function addressOf({ headers, socket }: IncomingMessage, proxies = config.trustProxy): string {
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',')
  const way = [...forwarded.map((part) => part.trim()).filter(Boolean), socket.remoteAddress ?? '']
  return way.at(-1 - Math.min(proxies, way.length - 1)) ?? ''
}

/**
 * A page of another site may not listen with our reader's cookie, nor at all. Browsers say where a WebSocket comes from by
 * `Origin`; where a page of ours polls they say it by `Sec-Fetch-Site` alone.
 */
function isFromHere({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers
  if (origin !== undefined) return isOurHost(origin, host)
  const site = headers['sec-fetch-site']
  return site === undefined ? !hasSessionCookie(headers) : site === 'same-origin'
}

/** Asked once for each connection, before anything is made for it. @returns why not, or undefined */
export async function whyNotConnect(req: IncomingMessage): Promise<string | undefined> {
  if (!isFromHere(req)) return 'another site'
  const address = foldAddress(addressOf(req))
  if ((await spend('live-connect', connects, address)) > 0) return 'too many'
  return (openFrom.get(address) ?? 0) >= MOST_AT_ONCE ? 'too many at once' : undefined
}

/** Counts it for as long as it is open; in memory alone. */
export function holdPlace(line: {
  request: IncomingMessage
  once(event: 'close', hear: () => void): unknown
}) {
  const address = foldAddress(addressOf(line.request))
  openFrom.set(address, (openFrom.get(address) ?? 0) + 1)
  line.once('close', () => {
    const left = (openFrom.get(address) ?? 1) - 1
    if (left > 0) openFrom.set(address, left)
    else openFrom.delete(address)
  })
}

/** As much of a connection as its door needs. */
interface Line {
  prependListener(event: 'data', hear: (said: unknown) => void): unknown
  close(discard: boolean): void
}

/** A packet that asks to be let in; `0/elsewhere,` where it is not to the one place that there is. */
const asksForEntry = (said: unknown) => typeof said === 'string' && said.startsWith('0')
const isToElsewhere = (said: unknown) => String(said).startsWith('0/')

/**
 * One connection is let in once. The library would make a person of each request to enter that arrives before the first is
 * answered, twenty thousand of them in one message, each with its own patience.
 */
export function letInOnce(line: Line): void {
  let isIn = false
  line.prependListener('data', (said) => {
    if (!asksForEntry(said)) return
    if (isIn || isToElsewhere(said)) line.close(true)
    isIn = true
  })
}
