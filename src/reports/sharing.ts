import type { Account } from '../auth/account.ts'
import { appendAct } from '../auth/audit.ts'
import { days, now } from '../clock.ts'
import { disclose } from '../disclosure/disclose.ts'
import { Conflict, Forbidden, Invalid, NotFound } from '../errors.ts'
import { log } from '../log.ts'
import { reachCase } from './case-reach.ts'
import { findShared, markTold, moveQuestion, type Question } from './question.ts'
import { tellAsked } from './question-letters.ts'
import { dueFor, takeIntoCase } from './question-steps.ts'
import { Refused } from './refused.ts'
import type { Share } from './share.ts'
import * as shares from './share.ts'
import { LONGEST_DELAY } from './share-delay.ts'
import { endRefused, findProposed, healProposed, noteRefused } from './share-healing.ts'
import { recipientWords, tellComplainants } from './share-letters.ts'

export interface SecondWord {
  choice: 'approve' | 'refuse'
  reason: string
}

/**
 * The second person's word. Only then does anything leave; a refusal leaves everything where it is.
 * @throws NotFound, Forbidden, Invalid, Conflict
 */
export async function settleSharing(
  person: Account,
  ref: string,
  shareRef: string,
  { choice, reason }: SecondWord,
): Promise<void> {
  await reachCase(person, ref)
  const share = await shares.findShare(shareRef)
  const question = share && (await findShared(shareRef))
  if (!share || !question || share.case !== ref) throw new NotFound()
  if (choice === 'refuse' && reason === '') throw new Invalid({ refusal: 'Please say why not.' })
  if (share.approver1?.equals(person._id)) throw new Forbidden('Somebody else than who asked agrees to it.')
  if (share.state !== 'proposed') throw new Conflict('Somebody has answered this already.')
  const state = choice === 'approve' ? ('approved' as const) : ('refused' as const)
  const settled = await shares.settleShare(shareRef, { approver2: person._id, state, refusedWhy: reason })
  if (!settled) throw new Conflict('Somebody has answered this already.')
  await appendAct({ by: person._id, act: `share:${state}`, caseRef: ref })
  if (choice === 'approve') return send(settled, question)
  await noteRefused(question, settled)
}

/** Two people agreed. The log of what leaves has its row before anybody can read it. As often as wanted. @throws Conflict */
async function send(share: Share, question: Question): Promise<void> {
  const found = await takeIntoCase(question).catch(async (error) => {
    if (!(error instanceof Refused)) throw error
    await shares.reopenShare(share.ref)
    throw new Conflict(error.why)
  })
  if (question.state === 'proposed')
    await disclose(
      {
        clause: 'N13',
        purpose: 'to ask somebody about a complaint',
        recipient: `${recipientWords[share.recipient]}: ${share.role}`,
        recipientKind: 'person',
        fields: share.fields,
        about: share.about,
        basis: share.why,
        caseRef: share.case,
        approvedBy: [share.approver1, share.approver2].flatMap((id) => (id ? [String(id)] : [])),
        channel: 'private page',
        document: share.previewHash,
      },
      () => moveQuestion(question.ref, 'proposed', { state: 'open', due: dueFor(found) }),
    )
  await shares.markSent(share.ref, 'private page')
  const open = await findShared(share.ref)
  if (open?.state === 'open') await tellAsked(open)
  await markTold(question.ref)
  if (share.delayReason === '') await tellOfSharing(share)
}

async function tellOfSharing(share: Share): Promise<void> {
  await tellComplainants(share)
  await shares.markComplainantTold(share.ref)
}

/** One that fails holds up no other. */
async function each(found: Share[], what: string, finish: (share: Share) => Promise<void>): Promise<void> {
  for (const share of found)
    try {
      await finish(share)
    } catch (error) {
      log.error({ err: error, share: share.ref }, what)
    }
}

/** What a killed process proposed, refused or agreed to and did not bring to its end, and whom to tell later where it is later. */
export async function finishShares(before = now()): Promise<void> {
  await each(await findProposed(before), 'what waits to be shared could not be made whole', healProposed)
  await endRefused()
  await each(
    await shares.findUnsent(),
    'a question with something to share could not be sent',
    async (share) => {
      const question = await findShared(share.ref)
      if (question) await send(share, question)
    },
  )
  const late = await shares.findDelayed(days(LONGEST_DELAY))
  await each(late, 'nobody could be told later what was shared', tellOfSharing)
}
