import { Types } from 'mongoose'
import { now } from '../clock.ts'
import type { Case, CaseEntry, Interim } from './case-record.ts'
import type { CaseEvent, CaseState } from './case-state.ts'

const words = 'It stays up while it is looked into.'

/** That it stays up is a choice, by somebody and at a time. */
export function keptUp(by: Types.ObjectId, reason = ''): Interim {
  return {
    choice: 'keep',
    ground: null,
    reason,
    ...{ decidedBy: 'staff', by, automated: false, at: now(), until: null },
  }
}

interface Kept {
  interim: Interim
  entry: Omit<CaseEntry, 'at'>
}

/**
 * Whoever sorts a case without choosing what becomes of the thing meanwhile has left it up, and that is recorded. Nobody is told.
 * @param after the case as it will be
 */
export function leftUp(
  { interim }: Pick<Case, 'interim'>,
  events: readonly CaseEvent[],
  after: CaseState,
): Kept | undefined {
  const sorted = events.find((event) => event.type === 'triaged')
  if (!sorted || interim || after.interim !== 'none') return undefined
  const by = new Types.ObjectId(sorted.by)
  return { interim: keptUp(by), entry: { act: 'interim', by, words } }
}
