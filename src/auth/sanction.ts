import type { PipelineStage } from 'mongoose'
import { now } from '../clock.ts'
import { log } from '../log.ts'
import { Accounts, saveSanctions } from './account.ts'
import type { Sanction, SanctionKind } from './sanction-record.ts'
import { endSessions } from './session.ts'

const kept = { $ifNull: ['$sanctions', []] }

/** Those of other decisions stay, whatever happens to these. */
const without = (refs: readonly string[]) => ({
  $filter: { input: kept, as: 'one', cond: { $not: { $in: ['$$one.by', refs] } } },
})

const ifElse = (condition: object, yes: string, no: object | string) => ({ $cond: [condition, yes, no] })
const has = (kind: SanctionKind) => ({ $in: [kind, '$sanctions.kind'] })

/** The list, without what is over, and the state that follows from it. Who waits for a guardian goes on waiting (N26). */
function settle(sanctions: object, at: Date): Exclude<PipelineStage, PipelineStage.Out>[] {
  const isInForce = { $or: [{ $eq: ['$$one.until', null] }, { $gt: ['$$one.until', at] }] }
  const restricted = ifElse(has('suspend'), 'suspended', ifElse(has('limit'), 'limited', 'active'))
  const awaits = { $eq: ['$state', 'awaiting-guardian'] }
  const state = ifElse(awaits, '$state', ifElse(has('close'), 'closed', restricted))
  return [
    { $set: { sanctions: { $filter: { input: sanctions, as: 'one', cond: isInForce } } } },
    { $set: { state } },
  ]
}

export interface Measures {
  /** The decision's reference. */
  by: string
  kinds: readonly SanctionKind[]
  since: Date
  until: Date | null
  /** The decision that this one takes the place of, without a moment in between. */
  over?: string | undefined
}

/**
 * Puts an account under what one decision says. As often as wanted: again it changes nothing. When it returns, every
 * session in every process stands under it, and none is left of an account that is closed.
 */
export async function sanction(id: string, { by, kinds, since, until, over = by }: Measures): Promise<void> {
  const fresh = kinds.map((kind): Sanction => ({ kind, by, since, until: kind === 'close' ? null : until }))
  await saveSanctions(id, settle({ $concatArrays: [without([by, over]), fresh] }, now()))
  log.info({ account: id, decision: by, kinds }, 'account restricted')
  if (kinds.includes('close')) await endSessions(id)
}

/** Takes back what this decision did to an account, and no other one. */
export async function liftSanction(id: string, by: string): Promise<void> {
  await saveSanctions(id, settle(without([by]), now()))
  log.info({ account: id, decision: by }, 'restriction of an account lifted')
}

/** Whom the decision restricts at present. */
export async function findSanctioned(by: string): Promise<string[]> {
  return (await Accounts.find({ 'sanctions.by': by }, '_id').lean()).map(({ _id }) => String(_id))
}

/**
 * For the timetable: strikes out what is over. Nobody waits for it, as every use asks the clock.
 * @returns of how many accounts
 */
export async function endOverSanctions(): Promise<number> {
  const over = await Accounts.find({ 'sanctions.until': { $lte: now() } }, '_id').lean()
  for (const { _id } of over) await saveSanctions(String(_id), settle(kept, now()))
  return over.length
}
