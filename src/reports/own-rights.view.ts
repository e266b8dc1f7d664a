import type { Account } from '../auth/account.ts'
import { showProfile } from '../forum/profile.view.ts'
import { Cases } from './case.ts'
import { measuresInWords } from './case-words.ts'
import { type Decision, Decisions } from './decision.ts'
import { decisionPath } from './outcome-letters.ts'

const MOST = 50

const isRestricting = (decision: Decision | undefined) =>
  decision?.measures.some((measure) => measure !== 'none') ?? false

/** What was decided about somebody's things and account, newest first. Only what they were told of (N13). */
async function decisionsAbout(account: Account): Promise<Decision[]> {
  const cases = await Cases.find({ 'subjects.author': account._id }, 'ref')
    .sort({ openedAt: -1 })
    .limit(MOST)
    .lean()
  const all = await Decisions.find({
    case: { $in: cases.map(({ ref }) => ref) },
    carriedOutAt: { $ne: null },
  })
    .sort({ _id: -1 })
    .limit(MOST)
    .lean()
  return all.filter((one) => isRestricting(one) || isRestricting(all.find(({ ref }) => ref === one.over)))
}

/** All that is left to somebody who is suspended, on one page; open to every member. */
export async function showOwnRights(account: Account, before: Parameters<typeof showProfile>[2]) {
  const { model } = await showProfile(account, account.username, before)
  const onward = (address: string | undefined) => address?.replace(/^[^?]*/, '/my/rights')
  return {
    decisions: (await decisionsAbout(account)).map((decision) => ({
      ref: decision.ref,
      at: decision.at,
      href: decisionPath(decision.ref),
      measures: measuresInWords(decision),
    })),
    posts: model.posts.map(({ id, topic, createdAt, excerpt }) => ({
      id,
      title: topic.title,
      createdAt,
      excerpt,
      deleteHref: `/posts/${id}/delete`,
    })),
    next: onward(model.next),
    previous: onward(model.previous?.toString()),
  }
}
