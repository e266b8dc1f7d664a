import { isIP } from 'node:net'
import type { Request, RequestHandler } from 'express'
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible'
import { config } from '../config.ts'
import { pseudonym } from '../disclosure/pseudonym.ts'
import { TooMany } from '../errors.ts'
import { redisClient } from '../live/redis.ts'

export interface Limit {
  /** How often within `seconds`. */
  points: number
  seconds: number
  /** Who is counted. `account` counts the address of somebody who is not signed in; `both` counts each on its own. */
  by: 'address' | 'account' | 'both'
  /** With RATE_LIMITS=relaxed; a thousand times the points unless set. */
  relaxedPoints?: number
  /** A kind sentence about why there is this limit, where it is not obvious. */
  because?: string
  /** Points that a request uses up, where some are much more work than others; one unless set. */
  cost?: (req: Request) => number
}

export type Measure = Pick<Limit, 'points' | 'seconds' | 'relaxedPoints'>

/** Ten failures in a quarter of an hour slow down the pair of address and account, and nobody else. */
const failures: Measure = { points: 10, seconds: 900 }

const limiters = new Map<string, { limiter: RateLimiterAbstract; client: unknown }>()

function findLimiter(name: string, measure: Measure): RateLimiterAbstract {
  const client = redisClient()
  const known = limiters.get(name)
  if (known && known.client === client) return known.limiter
  const isRelaxed = config.rateLimits === 'relaxed'
  const points = isRelaxed ? (measure.relaxedPoints ?? measure.points * 1000) : measure.points
  const options = { keyPrefix: `parley:${config.siteUrl}:limit:${name}`, points, duration: measure.seconds }
  const memory = new RateLimiterMemory(options)
  // While Redis is away each process counts for itself: better than letting everything or nothing through.
  const limiter = client
    ? new RateLimiterRedis({ ...options, storeClient: client, insuranceLimiter: memory })
    : memory
  limiters.set(name, { limiter, client })
  return limiter
}

/** One household or office of IPv6 has 2^64 addresses, so they count as one. */
export function foldAddress(ip: string): string {
  const plain = ip.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '')
  if (isIP(plain) !== 6) return plain
  const [head = '', tail] = plain.toLowerCase().split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail ? tail.split(':') : []
  // A dotted end ("::1.2.3.4") takes the room of two groups.
  const width = first.length + last.length + (plain.includes('.') ? 1 : 0)
  const gap = tail === undefined ? 0 : 8 - width
  const groups = [...first, ...Array<string>(gap).fill('0'), ...last]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}

/** Only a keyed hash is stored: the limits need to know an address again, not to know it. */
export function addressKey(req: Request): string {
  return pseudonym('limit', foldAddress(req.ip ?? ''))
}

function keysOf(req: Request, by: Limit['by']): string[] {
  const id = (req as Request & { user?: { _id?: unknown } }).user?._id
  const account = id === undefined ? [] : [pseudonym('limit', `account ${String(id)}`)]
  if (by === 'address') return [addressKey(req)]
  if (by === 'account') return account.length > 0 ? account : [addressKey(req)]
  return [addressKey(req), ...account]
}

function inWords(seconds: number): string {
  if (seconds < 60) return seconds <= 1 ? 'one second' : `${seconds} seconds`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 90) return minutes === 1 ? 'one minute' : `${minutes} minutes`
  const hours = Math.ceil(minutes / 60)
  return hours < 48 ? `${hours} hours` : `${Math.ceil(hours / 24)} days`
}

/** The error for somebody who has to wait that many seconds. */
export function tooMany(seconds: number, because = 'That was a lot in a short time.'): TooMany {
  const wait = Math.max(1, Math.ceil(seconds))
  return new TooMany(wait, `${because} Please try again in ${inWords(wait)}.`)
}

/** A gate of a route. @throws TooMany, from which the error page takes `Retry-After`. */
export function limit(name: string, { by, because, cost, ...measure }: Limit): RequestHandler {
  return async (req, _res, next) => {
    const limiter = findLimiter(name, measure)
    try {
      for (const key of keysOf(req, by)) await limiter.consume(key, cost?.(req) ?? 1)
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) throw tooMany(refusal.msBeforeNext / 1000, because)
      throw refusal
    }
    next()
  }
}

/** As `limit`, for what a request may still do where there is too much of one part of it. @returns seconds to wait; 0 if that part may be */
export async function waitFor(req: Request, name: string, { by, cost, ...measure }: Limit): Promise<number> {
  const limiter = findLimiter(name, measure)
  const counts = await Promise.all(keysOf(req, by).map((key) => limiter.penalty(key, cost?.(req) ?? 1)))
  const over = counts.filter(({ consumedPoints }) => consumedPoints > limiter.points)
  return Math.max(0, ...over.map(({ msBeforeNext }) => Math.ceil(msBeforeNext / 1000)))
}

/**
 * Counts a failure before its check begins (a hundred guesses at once would all pass a count made afterwards); a
 * success takes it back with `clearPenalty`.
 * @returns seconds to wait; 0 if this try may go on.
 */
export async function penalise(name: string, key: string): Promise<number> {
  const limiter = findLimiter(name, failures)
  const counted = await limiter.penalty(pseudonym('limit', key))
  return counted.consumedPoints > limiter.points ? Math.ceil(counted.msBeforeNext / 1000) : 0
}

export async function clearPenalty(name: string, key: string): Promise<void> {
  await findLimiter(name, failures).delete(pseudonym('limit', key))
}

/** Seconds until the next try may go on; 0 if it may now. */
export async function secondsLeft(name: string, key: string): Promise<number> {
  const limiter = findLimiter(name, failures)
  const counted = await limiter.get(pseudonym('limit', key))
  return counted && counted.consumedPoints >= limiter.points ? Math.ceil(counted.msBeforeNext / 1000) : 0
}

/** As a gate, for what is no request. @param key says whose; only its pseudonym is kept @returns seconds to wait; 0 if it may be */
export async function spend(name: string, measure: Measure, key: string): Promise<number> {
  const limiter = findLimiter(name, measure)
  const counted = await limiter.penalty(pseudonym('limit', key))
  return counted.consumedPoints > limiter.points ? Math.ceil(counted.msBeforeNext / 1000) : 0
}
