import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { Cases } from './case.ts'
import { newestMessages } from './newest-messages.ts'
import { newestPosts } from './newest-posts.ts'
import type { Offered, Said, Wanted } from './offered.ts'

/** What these people posted and said lately, as far as it is there to be read, newest first. */
export async function newestSaid(
  person: Account,
  authors: readonly Types.ObjectId[],
  wanted: Wanted,
): Promise<Offered[]> {
  if (authors.length === 0) return []
  const both = await Promise.all([
    newestPosts(person, authors, wanted),
    newestMessages(person, authors, wanted),
  ])
  const newest = both.flat().sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime())
  return withCases(person, newest.slice(0, wanted.most))
}

/** What is in a case of the reader's own is not offered: they may not know of it. */
async function withCases(person: Account, said: readonly Said[]): Promise<Offered[]> {
  const keys = said.map(({ key }) => key)
  const cases = await Cases.find(
    { isUndecided: true, $or: [{ things: { $in: keys } }, { subject: { $in: keys } }] },
    'ref subject things parties',
  ).lean()
  return said.flatMap(({ key, ...one }) => {
    const other = cases.find(({ subject, things = [] }) => subject === key || things.includes(key))
    if (other?.parties.some((party) => party.equals(person._id))) return []
    return [{ ...one, elsewhere: other?.ref ?? null }]
  })
}
