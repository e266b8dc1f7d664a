import { model, Types } from 'mongoose'
import { now } from '../clock.ts'
import { takeNumber } from '../database/numbers.ts'
import { Conflict } from '../errors.ts'
import { type Proposal, type ProposalState, proposalSchema } from './proposal-record.ts'

export type { Proposal } from './proposal-record.ts'

export const Proposals = model<Proposal>('Proposal', proposalSchema, 'proposals')

const isDuplicate = (error: unknown) => (error as { code?: number }).code === 11000

export type NewProposal = Omit<
  Proposal,
  '_id' | 'ref' | 'at' | 'state' | 'answeredBy' | 'answeredAt' | 'why' | 'decision' | 'deleteAt'
>

/** @throws Conflict where one waits in this case already */
export async function recordProposal(given: NewProposal): Promise<Proposal> {
  const ref = `P-${await takeNumber('proposal')}`
  const fresh = { state: 'waiting', answeredBy: null, answeredAt: null, why: '', decision: null } as const
  const proposal: Proposal = { _id: new Types.ObjectId(), ref, ...given, at: now(), ...fresh }
  try {
    await Proposals.collection.insertOne(proposal)
    return proposal
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new Conflict('A proposal waits in this case already. It has to be answered or withdrawn first.')
  }
}

export function proposalsOf(ref: string): Promise<Proposal[]> {
  return Proposals.find({ case: ref }).sort({ at: 1 }).lean()
}

export async function findProposal(caseRef: string, ref: string): Promise<Proposal | undefined> {
  return (await Proposals.findOne({ case: caseRef, ref }).lean()) ?? undefined
}

/** @param ref of the case. In the last round: what waits in an earlier one is overtaken. */
export async function findWaiting(ref: string): Promise<Proposal | undefined> {
  return (await Proposals.findOne({ case: ref, state: 'waiting' }).sort({ round: -1 }).lean()) ?? undefined
}

/** Of all cases, oldest first. */
export function listWaiting(most: number): Promise<Pick<Proposal, 'case' | 'round' | 'by'>[]> {
  return Proposals.find({ state: 'waiting' }, 'case round by').sort({ at: 1 }).limit(most).lean()
}

export interface Answer {
  to: Exclude<ProposalState, 'waiting'>
  /** Absent where the program did it. */
  by?: Types.ObjectId
  why?: string
}

/** @returns undefined where it does not wait any more: of two answers at once one counts. */
export async function answerProposal(
  ref: string,
  { to, by, why = '' }: Answer,
): Promise<Proposal | undefined> {
  const answered = { state: to, answeredBy: by ?? null, answeredAt: now(), why }
  return (
    (await Proposals.findOneAndUpdate(
      { ref, state: 'waiting' },
      { $set: answered },
      { returnDocument: 'after' },
    ).lean()) ?? undefined
  )
}

/** What was agreed to and could not be decided: it waits again, unless another one does by now. */
export async function reopenProposal(ref: string): Promise<void> {
  const open = { state: 'waiting', answeredBy: null, answeredAt: null } as const
  try {
    await Proposals.updateOne({ ref, state: 'agreed', decision: null }, { $set: open })
  } catch (error) {
    if (!isDuplicate(error)) throw error
    await Proposals.updateOne({ ref, decision: null }, { $set: { state: 'overtaken' } })
  }
}

export async function markBecome(ref: string, decision: string): Promise<void> {
  await Proposals.updateOne({ ref, state: 'agreed', decision: null }, { $set: { decision } })
}

/** Decided otherwise, while it was being agreed to. */
export async function markOvertaken(ref: string): Promise<void> {
  await Proposals.updateOne({ ref, decision: null }, { $set: { state: 'overtaken', answeredAt: now() } })
}

/** The case is decided, whatever was proposed in it. As often as wanted. */
export async function overtakeProposals(ref: string, round: number): Promise<void> {
  await Proposals.updateMany(
    { case: ref, round: { $lte: round }, state: 'waiting' },
    { $set: { state: 'overtaken', answeredAt: now() } },
  )
}

/** Agreed to, but not decided: a killed process left them so. */
export function findHalfAgreed(before: Date): Promise<Proposal[]> {
  return Proposals.find({ state: 'agreed', decision: null, answeredAt: { $lte: before } })
    .sort({ _id: 1 })
    .lean()
}

/** They go with their case. */
export async function endProposalsOf(ref: string, deleteAt: Date): Promise<void> {
  await Proposals.updateMany({ case: ref, deleteAt: { $exists: false } }, { $set: { deleteAt } })
}
