import type { Router } from 'express'
import request from 'supertest'
import { Cases } from '../../src/reports/case.ts'
import { signedInAgent } from './accounts.ts'
import { judgement, report } from './complaints.ts'
import { makeTopic } from './forum.ts'
import type { TestSite } from './site.ts'

export type Agent = ReturnType<typeof request.agent>
const json = ['Accept', 'application/json'] as const

/** Those who meet over a case, for the tests of one file. */
export function reviewers(here: { site: TestSite }) {
  const staff = (more = {}) => signedInAgent(here.site, { role: 'moderator', ...more })
  const nobody = () => request.agent(here.site.server).set('Sec-Fetch-Site', 'same-origin') as Agent

  /** Somebody's post, a report of it by Ann and by a moderator, and the case. */
  async function complaint(agent?: Agent) {
    const author = await staff()
    const topic = await makeTopic({ author: author.account, body: 'You are all fools.' })
    const about = `/posts/${topic.post._id}`
    const { ref, key } = await report(here.site, { about, email: 'ann@example.org', name: 'Ann Example' })
    const party = await staff()
    await report(here.site, { about }, agent ?? party.agent)
    const found = await Cases.findOne({ subject: `post:${topic.post._id}` }).lean()
    return {
      author,
      party,
      topic,
      about,
      report: { ref, key },
      ref: String(found?.ref),
      place: `/review/${found?.ref}`,
    }
  }
  return { staff, nobody, complaint }
}

export const decideOn = (agent: Agent, place: string, different = {}) =>
  agent
    .post(`${place}/decisions`)
    .set(...json)
    .send(judgement(different))

/** Every route of a router as it stands: a new one is tested from its first day. */
export function routesOf(
  ...routers: Router[]
): { method: 'get' | 'post' | 'put' | 'delete'; path: string }[] {
  return routers.flatMap(({ stack }) =>
    stack.flatMap(({ route }) =>
      [...new Set(route?.stack.map(({ method }) => method))].map((method) => ({
        method: method as 'get',
        path: String(route?.path),
      })),
    ),
  )
}

export const filled = (path: string, refs: Record<string, string>) =>
  path.replace(
    /:(\w+)/g,
    (_, name) => refs[`${path.split('/')[1]}:${name}`] ?? refs[name] ?? (name === 'name' ? 'decide' : 'x'),
  )
