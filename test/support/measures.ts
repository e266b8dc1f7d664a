import { loadAccount } from '../../src/auth/account.ts'
import { restrictionOf } from '../../src/auth/restriction.ts'
import { days, now, nowMs } from '../../src/clock.ts'
import { appeal } from '../../src/reports/appeal.ts'
import { Cases } from '../../src/reports/case.ts'
import type { Measure } from '../../src/reports/case-state.ts'
import { decide, type Judgement } from '../../src/reports/deciding.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { makeAccount } from './accounts.ts'
import { complaint, findings } from './complaints.ts'
import { makeTopic } from './forum.ts'

export const inDays = (n: number) => new Date(nowMs() + days(n))

/** A case about somebody's post, two who can decide it and two who can hear an appeal. */
export async function complained(wanted: Parameters<typeof makeAccount>[0] = {}) {
  const author = await makeAccount(wanted)
  const topic = await makeTopic({ author, body: 'You are all fools.' })
  return { ...(await caseAbout(`/posts/${topic.post._id}`, `post:${topic.post._id}`)), author, topic }
}

export async function caseAbout(about: string, subject: string) {
  const staff = () => makeAccount({ role: 'moderator' })
  const [judge, second, other, fourth] = await Promise.all([staff(), staff(), staff(), staff()])
  await fileReport(undefined, complaint(about))
  const found = await Cases.findOne({ subject }).lean()
  if (!found) throw new Error(`There is no case about ${about}.`)
  return { judge, second, other, fourth, ref: found.ref, about }
}

type World = Awaited<ReturnType<typeof caseAbout>>

export function restrict(
  { judge, second, ref }: World,
  measures: Measure[],
  different: Partial<Judgement> = {},
) {
  return decide(judge, ref, findings({ measures, second, until: inDays(30), ...different }))
}

/** The author objects, and two others decide. */
export async function again(
  world: Awaited<ReturnType<typeof complained>>,
  first: string,
  given: Partial<Judgement>,
) {
  await appeal(world.author, first, { argument: 'It was a joke.', link: undefined, at: now() })
  return decide(world.other, world.ref, findings({ second: world.fourth, ...given }))
}

export const giveBack: Partial<Judgement> = {
  outcome: 'not_upheld',
  measures: ['none'],
  yields: 'complainant',
}

export async function restrictionNow({ author }: { author: { _id: unknown } }) {
  const account = await loadAccount(String(author._id))
  return account && restrictionOf(account)
}
