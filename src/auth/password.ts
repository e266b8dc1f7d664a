import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { Unavailable } from '../errors.ts'

/** argon2id (the library's default kind), 19 MiB, two passes, one lane: what OWASP calls the least for 2026. */
const strength = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** More at once would only make all of them slower, and let a flood of sign-ins take the memory. */
const AT_ONCE = Math.max(2, availableParallelism())
const WAITING = 200

let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= WAITING)
      throw new Unavailable(
        'Very many people are signing in at this moment. Please try again in a few seconds.',
      )
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else running += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

/** The same letters in another Unicode form are the same password. */
function bytesOf(password: string): string {
  return password.normalize('NFKC')
}

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(bytesOf(password), strength))
}

let decoy: Promise<string> | undefined

/**
 * Without a stored hash it works just as long on a decoy, so that time does not tell whether there is an account.
 */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  // Not in turn: a full queue at the first sign-in would leave no decoy for ever.
  decoy ??= hash(bytesOf('a decoy that belongs to nobody'), strength)
  const against = stored ?? (await decoy)
  const matches = await inTurn(() => verify(against, bytesOf(password)))
  return matches && stored !== undefined
}
