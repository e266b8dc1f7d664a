import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuditLines } from '../../src/auth/audit.ts'
import { Cases } from '../../src/reports/case.ts'
import { signedInAgent } from '../support/accounts.ts'
import { allRoutes } from '../support/all-routes.ts'
import { rules } from '../support/complaints.ts'
import { forumSite } from '../support/forum-site.ts'
import { type Agent, filled, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const { staff, nobody, complaint } = reviewers(here)

const forStaff = /^\w+ \/(admin|review|next-case|reviewers|support|misuse\/:ref\/(answer|review))(\/|$)/
/** Open to whoever holds the secret of the link. */
const byLink = /^\w+ \/reviewers\/invitations\/:invitation$/
const forAdmins = /^(\w+ \/admin|(POST|DELETE) \/reviewers)(\/|$)/

const doors = allRoutes().filter(
  (route) => forStaff.test(route) && (!byLink.test(route) || /^DELETE/.test(route)),
)

test('N13: every address of the staff is closed to visitors and members, every one of the admins to moderators', async () => {
  const { ref } = await complaint()
  const member = await signedInAgent(here.site)
  const moderator = await staff()
  const refs = {
    case: ref,
    'misuse:ref': 'M-1',
    proposal: 'P-1',
    share: 'S-1',
    username: member.account.username,
    invitation: '0'.repeat(24),
    slug: 'open',
  }
  const before = await Cases.find().lean()
  assert.ok(doors.length > 35)
  assert.ok(doors.filter((route) => forAdmins.test(route)).length > 10)
  const ask = (agent: Agent, route: string, accept: string) => {
    const [method = '', path = ''] = route.split(' ')
    const sending = agent[method.toLowerCase() as 'put'](filled(path, refs)).set('Accept', accept)
    return method === 'GET' ? sending : sending.send({ agrees: 'yes', lift: 'yes', reason: 'Because.' })
  }
  for (const route of doors) {
    assert.equal((await ask(nobody(), route, 'application/json')).status, 401, `${route} as a visitor`)
    const led = route.startsWith('GET ') ? 303 : 401
    assert.equal((await ask(nobody(), route, 'text/html')).status, led, `${route} as a visitor`)
    const closedTo: [string, Agent][] = [['a member', member.agent]]
    if (forAdmins.test(route)) closedTo.push(['a moderator', moderator.agent])
    for (const [who, agent] of closedTo)
      for (const accept of ['application/json', 'text/html']) {
        const answer = await ask(agent, route, accept)
        assert.equal(answer.status, 403, `${route} as ${who}`)
        assert.ok(!answer.text.includes('fools'), `${route} tells ${who}`)
      }
    if (!forAdmins.test(route) && route.startsWith('GET ') && !route.includes(':ref'))
      assert.equal((await ask(moderator.agent, route, 'text/html')).status, 200, `${route} as a moderator`)
  }
  assert.deepEqual(await Cases.find().lean(), before)
  assert.equal((await AuditLines.find({ by: member.account._id })).length, 0)
})
