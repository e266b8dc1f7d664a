import type { Account } from '../auth/account.ts'
import { Conflict } from '../errors.ts'
import { take } from './casework.ts'
import { findNext } from './queue.view.ts'

/** Every try that fails is one that somebody else won. */
const TRIES = 20

/** @returns the case that is theirs now: where somebody else takes one in that very moment, the one after it; undefined where none waits */
export async function takeNext(person: Account): Promise<string | undefined> {
  for (let tries = 1; ; tries += 1) {
    const ref = await findNext(person)
    if (!ref) return undefined
    try {
      await take(person, ref)
      return ref
    } catch (error) {
      if (!(error instanceof Conflict) || tries === TRIES) throw error
    }
  }
}
