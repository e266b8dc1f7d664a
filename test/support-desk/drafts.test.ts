import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sanction } from '../../src/auth/sanction.ts'
import { now } from '../../src/clock.ts'
import { Drafts } from '../../src/drafts/draft.ts'
import { laterDone } from '../../src/live/later.ts'
import { signedInAgent } from '../support/accounts.ts'
import { forumSite } from '../support/forum-site.ts'
import { inDays } from '../support/measures.ts'
import { talkers } from './talking.ts'

const here = forumSite()
const { visitor, writes } = talkers(here)

type Agent = Awaited<ReturnType<typeof signedInAgent>>['agent']
const boxOf = async (agent: Agent) =>
  /<textarea id="f-text"[^>]*>\n([^<]*)<\/textarea>/.exec((await agent.get('/talk').expect(200)).text)?.[1]
const keep = (agent: Agent, body: string) =>
  agent.put('/my/drafts/talk').set('Accept', 'application/json').send({ body })

test('what a member typed to the team and did not send stands in the box again, for them alone, until it is sent', async () => {
  const [ada, bo] = [await signedInAgent(here.site), await signedInAgent(here.site)]
  await keep(ada.agent, 'How do I <change my name?').expect(200)
  assert.equal(await boxOf(ada.agent), 'How do I &lt;change my name?')
  assert.equal(await boxOf(bo.agent), '')
  const form = await ada.agent.put('/my/drafts/talk').type('form').send({ body: 'How do I change my name?' })
  assert.deepEqual([form.status, form.headers.location], [303, '/talk#live'])
  await writes({ text: 'How do I change my name?' }, ada.agent)
  await laterDone()
  assert.equal(await boxOf(ada.agent), '')
  assert.equal(await Drafts.countDocuments({ account: ada.account._id }), 0)
})

test('of what visitors type nothing is kept before they send it', async () => {
  await keep(visitor(), 'Hello?').expect(401)
  assert.doesNotMatch((await visitor().get('/talk')).text, /data-draft/)
})

test('whoever is suspended still writes to the team, and their page tries to save nothing', async () => {
  const { agent, account } = await signedInAgent(here.site)
  await keep(agent, 'Half a question').expect(200)
  await sanction(String(account._id), { by: 'D-1', kinds: ['suspend'], since: now(), until: inDays(3) })
  const page = await agent.get('/talk').expect(200)
  assert.match(page.text, /<textarea id="f-text"/)
  assert.doesNotMatch(page.text, /data-draft/)
})
