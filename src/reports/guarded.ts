import type { Account } from '../auth/account.ts'
import { appendAct, hasActed } from '../auth/audit.ts'
import { hours, nowMs } from '../clock.ts'
import { reachGiven } from './case-reach.ts'
import type { Case } from './case-record.ts'
import type { Evidence } from './evidence.ts'
import type { Report } from './report-record.ts'

const ACT = 'case:looked-at-pictures'
/** Then somebody who has to look again says so again. */
const OPEN_FOR = hours(1)

/**
 * Pictures in which somebody sees the abuse of a child come before nobody's eyes by chance, and not as a small picture either:
 * whoever leads the case asks for them, and that they did is kept. Also where the case is treated as something else by now.
 */
const isGuarded = ({ state, kinds }: Pick<Case, 'state' | 'kinds'>) =>
  state.kind === 'child-abuse' || kinds.includes('child-abuse')

export const countPictures = (evidence: readonly Pick<Evidence, 'images'>[], reports: readonly Report[]) =>
  [
    ...evidence.map(({ images }) => images),
    ...reports.flatMap(({ filings }) => filings.map(({ attachments }) => attachments)),
  ].flat().length

export async function mayLook(
  { _id }: Pick<Account, '_id'>,
  found: Pick<Case, 'ref' | 'state' | 'kinds'>,
): Promise<boolean> {
  const since = new Date(nowMs() - OPEN_FOR)
  return !isGuarded(found) || hasActed({ by: _id, act: ACT, caseRef: found.ref, since })
}

/** Shows them to this person, for an hour. @throws Forbidden, NotFound */
export async function openPictures(person: Account, ref: string): Promise<void> {
  const found = await reachGiven(person, ref)
  if (!(await mayLook(person, found))) await appendAct({ by: person._id, act: ACT, caseRef: ref })
}
