import type { Account } from '../auth/account.ts'
import { Conflict } from '../errors.ts'
import { moveCase } from './case.ts'
import { reachGiven } from './case-reach.ts'
import type { Case } from './case-record.ts'
import { inProcedure } from './expected.ts'
import { hiddenUntil, isEndless } from './interim-choice.ts'
import { finishInterim, pendingIn } from './interim-effects.ts'

/** Why nobody needs to renew it, or this person cannot; undefined where they can. */
export function whyNotRenew(found: Case, person: Pick<Account, '_id'>): string | undefined {
  const { state, interim } = found
  if (state.interim !== 'hidden' || !interim) return 'It is not hidden.'
  if (isEndless(found, interim))
    return interim.decidedBy === 'rule'
      ? 'A rule hid it. Confirm that first, or show it again.'
      : 'What an authority ordered stays hidden until somebody decides.'
  if (state.hiddenBy === String(person._id)) return 'Somebody else than who hid it keeps it hidden.'
  return undefined
}

/** It stays hidden for as long again, from now on, by the word of somebody else than who hid it (N9): staff, or who was asked for a second opinion. @throws Conflict, Forbidden, Invalid, NotFound */
export async function renewInterim(person: Account, ref: string, reason: string): Promise<void> {
  const found = await reachGiven(person, ref)
  await finishInterim(found)
  const by = person._id
  await inProcedure(async () => {
    const moved = await moveCase(ref, {
      events: [{ type: 'interim-renewed', by: String(by), reason }],
      set: (current) => {
        if (!current.interim || isEndless(current, current.interim))
          throw new Conflict(whyNotRenew(current, person) ?? 'It is not hidden.')
        return { ...hiddenUntil(current, current.interim), pending: pendingIn(current, 'renewed', false) }
      },
      entry: { act: 'interim', by, words: `It stays hidden for longer: ${reason}` },
    })
    await finishInterim(moved)
  })
}
