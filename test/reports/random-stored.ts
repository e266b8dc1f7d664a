import { Accounts } from '../../src/auth/account.ts'
import { Posts } from '../../src/forum/post.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import type { Case } from '../../src/reports/case-record.ts'
import { type Decision, Decisions } from '../../src/reports/decision.ts'
import { Evidences } from '../../src/reports/evidence.ts'
import { LogLines } from '../../src/reports/log-line.ts'
import { Proposals } from '../../src/reports/proposal.ts'
import { Questions } from '../../src/reports/question.ts'
import { Reports } from '../../src/reports/report.ts'
import { subjectKey } from '../../src/reports/subject.ts'
import { AUTHORS, casesOf, type World } from './random-world.ts'

/** All that a way left in the database. */
export async function load(world: World) {
  const { things, people } = world
  const cases = await casesOf(world)
  const refs = { $in: cases.map(({ ref }) => ref) }
  const authors = people.slice(0, AUTHORS).flatMap((one) => one ?? [])
  const [posts, accounts, decisions, reports, questions, proposals] = await Promise.all([
    Posts.find({ _id: { $in: things.map(({ id }) => id) } }).lean(),
    Accounts.find({ _id: { $in: authors } }).lean(),
    Decisions.find({ case: refs }).sort({ round: 1 }).lean(),
    Reports.find({ case: refs }).lean(),
    Questions.find({ case: refs }).lean(),
    Proposals.find({ case: refs }).lean(),
  ])
  const about = [...refs.$in, ...decisions.map(({ ref }) => ref)]
  const [lines, evidence, news] = await Promise.all([
    LogLines.find({ decision: { $in: about } }).lean(),
    Evidences.find({ subject: { $in: things.map(({ key }) => key) } }).lean(),
    Notifications.find({
      $or: [
        { account: { $in: authors } },
        ...decisions.map(({ ref }) => ({ once: new RegExp(`^outcome:${ref}:`) })),
      ],
    }).lean(),
  ])
  return { cases, posts, accounts, decisions, reports, questions, proposals, lines, evidence, news }
}

export type Stored = Awaited<ReturnType<typeof load>>

export const keysIn = ({ subjects }: Case) => subjects.map(subjectKey)
export const restricts = ({ measures }: Decision) => !measures.includes('none')
export const hides = ({ measures }: Decision) => measures.includes('hide') || measures.includes('remove')
export const decisionsIn = ({ decisions }: Stored, { ref }: Case) =>
  decisions.filter((one) => one.case === ref)
export const isAbout = ({ things }: Decision, key: string) => things?.includes(key) === true
