import { Types } from 'mongoose'
import { Accounts } from '../auth/account.ts'
import { Reactions } from '../reactions/reaction.ts'
import { Cases } from './case.ts'
import { type Decision, decisionsOf, findDecision } from './decision.ts'
import { Reports } from './report.ts'
import type { Subject } from './subject.ts'

type Thing = Pick<Subject, 'kind' | 'id'>
type Finder = (ref: string) => Promise<Types.ObjectId[]>

const decidersOf = (decisions: readonly Decision[]) =>
  decisions.flatMap(({ by, second }) => [by, ...(second ? [second] : [])])

async function whoHid(ref: string): Promise<Types.ObjectId[]> {
  const found = await Cases.findOne({ ref }, 'interim.by state.hiddenBy').lean()
  const { hiddenBy = null } = found?.state ?? {}
  return [
    ...(found?.interim?.by ? [found.interim.by] : []),
    ...(hiddenBy ? [new Types.ObjectId(hiddenBy)] : []),
  ]
}

const ofDecision: Finder = async (ref) => {
  const decision = await findDecision(ref)
  return decision ? [...decidersOf([decision]), ...(await whoHid(decision.case))] : []
}

const ofCase: Finder = async (ref) => {
  const found = await Cases.findOne({ ref }, 'assignee').lean()
  const leader = found?.assignee ? [found.assignee] : []
  return [...leader, ...decidersOf(await decisionsOf(ref)), ...(await whoHid(ref))]
}

const ofReport: Finder = async (ref) => {
  const report = await Reports.findOne({ 'filings.ref': ref }, 'case').lean()
  return report?.case ? ofCase(report.case) : []
}

/** Pages that stand for what somebody on the staff did. */
const pages: [RegExp, Finder][] = [
  [/^\/decisions\/(D-\d+)(?:\/|$)/i, ofDecision],
  [/^\/review\/(C-\d+)(?:\/|$)/i, ofCase],
  [/^\/reports\/(R-\d+)(?:\/|$)/i, ofReport],
]

async function ofPage(path: string): Promise<Types.ObjectId[]> {
  for (const [pattern, find] of pages) {
    const [, ref] = pattern.exec(path) ?? []
    if (ref) return find(ref.toUpperCase())
  }
  return []
}

/** As it is at this moment: what is complained about is the list as it stands. */
async function staffWhoReacted(post: string): Promise<Types.ObjectId[]> {
  const staff = await Accounts.distinct('_id', { role: { $ne: 'member' } })
  const about = { about: 'post' as const, subject: new Types.ObjectId(post) }
  return Reactions.distinct('account', { ...about, account: { $in: staff } })
}

/**
 * Those on the staff who have a part in these things without being their authors: they judged or hid what is complained of, or
 * reacted in a list of reactions. They lead such a case as little as an author does, and get none of an author's letters.
 */
export async function involvedIn(things: readonly Thing[]): Promise<Types.ObjectId[]> {
  const found = await Promise.all(
    things.map(({ kind, id }) => {
      if (kind === 'page') return ofPage(id)
      return kind === 'reactions' ? staffWhoReacted(id) : []
    }),
  )
  const all = found.flat()
  return [...new Map(all.map((one) => [String(one), one])).values()]
}
