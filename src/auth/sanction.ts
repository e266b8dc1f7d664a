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

const inForce = (sanctions: object | string, at: Date) => ({
  $filter: {
    input: sanctions,
    as: 'one',
    cond: { $or: [{ $eq: ['$$one.until', null] }, { $gt: ['$$one.until', at] }] },
  },
})

/**
 * The list, and the state that follows from what of it is in force. What is over stays in it until its owner was told. Who
 * waits for a guardian goes on waiting (N26).
 */
function settle(sanctions: object, at: Date): Exclude<PipelineStage, PipelineStage.Out>[] {
  const kinds = { $map: { input: inForce('$sanctions', at), as: 'one', in: '$$one.kind' } }
  const has = (kind: SanctionKind) => ({ $in: [kind, kinds] })
  const restricted = ifElse(has('suspend'), 'suspended', ifElse(has('limit'), 'limited', 'active'))
  const awaits = { $eq: ['$state', 'awaiting-guardian'] }
  const state = ifElse(awaits, '$state', ifElse(has('close'), 'closed', restricted))
  return [{ $set: { sanctions } }, { $set: { state } }]
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
  const fresh = kinds
    .map((kind): Sanction => ({ kind, by, since, until: kind === 'close' ? null : until }))
    .filter((one) => one.until === null || one.until > now())
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
 * @param tell comes first, so that whoever was not told is told by the next run
 * @returns of how many accounts
 */
export async function endOverSanctions(
  tell: (id: string, over: Sanction[]) => Promise<void>,
): Promise<number> {
  const at = now()
  const found = await Accounts.find({ 'sanctions.until': { $lte: at } }, 'sanctions').lean()
  let ended = 0
  for (const { _id, sanctions = [] } of found)
    try {
      const over = sanctions.filter(({ until }) => until !== null && until <= at)
      await tell(String(_id), [...over])
      await saveSanctions(String(_id), settle(inForce(kept, at), at))
      ended += 1
    } catch (error) {
      log.error({ err: error, account: String(_id) }, 'a restriction that is over could not be struck out')
    }
  return ended
}
