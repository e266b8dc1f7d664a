import { days, nowMs } from '../clock.ts'
import { notify } from '../notifications/notification.ts'
import { findCase, noteInCase } from './case.ts'
import { findShared, moveQuestion, Questions } from './question.ts'
import { findShare, type Share, Shares, settleShare } from './share.ts'
import { tellSecondPeople } from './share-letters.ts'

/** Whom it was to go to was never stored, so it cannot be asked: it is ended, and who wanted to ask does so again. */
async function endUnasked({ ref, case: place, approver1 }: Share): Promise<void> {
  const why = 'The question did not arrive whole. Nothing was shown to anybody.'
  const ended = await settleShare(ref, { approver2: null, state: 'refused', refusedWhy: why })
  if (ended) await noteUnasked(ended)
  if (approver1)
    await notify({
      account: String(approver1),
      kind: 'case',
      title: `Case ${place}: please ask again`,
      text: why,
      href: `/review/${place}`,
      once: `unasked:${ref}`,
    })
}

function noteUnasked({ ref, case: place, refusedWhy, settledAt }: Share): Promise<void> {
  return noteInCase(place, {
    act: 'note',
    words: `${ref}: ${refusedWhy} It can be asked again.`,
    ...(settledAt && { at: settledAt }),
  })
}

/** What is older was told long ago, or nobody needs it any more. */
const isNew = ({ proposedAt }: Share) => proposedAt.getTime() >= nowMs() - days(1)

/** One that waits for a second person: its question is there, and who could agree knows of it. */
export async function healProposed(share: Share): Promise<void> {
  if (!(await findShared(share.ref))) return endUnasked(share)
  const found = isNew(share) ? await findCase(share.case) : undefined
  if (found?.isWaiting) await tellSecondPeople(found, share)
}

export function findProposed(before: Date): Promise<Share[]> {
  return Shares.find({ state: 'proposed', proposedAt: { $lte: before } }).lean()
}

/** Said no to, and the process died before the question knew. */
export async function endRefused(): Promise<void> {
  const waiting = await Questions.find(
    { state: 'proposed', share: { $type: 'string' } },
    'ref case share',
  ).lean()
  for (const question of waiting) {
    const share = question.share ? await findShare(question.share) : undefined
    if (share?.state === 'refused') await noteRefused(question, share)
  }
}

/** The question ends, and the case says why. As often as wanted. */
export async function noteRefused(
  { ref, case: place }: { ref: string; case: string },
  { approver2, refusedWhy, settledAt }: Share,
): Promise<void> {
  await noteInCase(place, {
    act: 'note',
    ...(approver2 && { by: approver2 }),
    words: `${ref} is not asked like this: ${refusedWhy}`,
    ...(settledAt && { at: settledAt }),
  })
  await moveQuestion(ref, 'proposed', { state: 'refused' })
}
