import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reachRoom } from '../../src/chat/reach.ts'
import { addMessage } from '../../src/chat/saying.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { Cases, findCase } from '../../src/reports/case.ts'
import { decide } from '../../src/reports/deciding.ts'
import { loadEvidence } from '../../src/reports/evidence.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { signedInAgent } from '../support/accounts.ts'
import { complaint, findings, rules } from '../support/complaints.ts'
import { makeTalk } from '../support/direct.ts'
import { forumSite } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'
import { reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
before(stopOutbox)
const { staff } = reviewers(here)
/** Two talk, and the one who received a message reports it. */
async function reported() {
  const author = await signedInAgent(here.site)
  const reader = await signedInAgent(here.site)
  const talk = await makeTalk({ one: author.account, other: reader.account, body: 'Before it.' })
  const room = await reachRoom(author.account, talk.room.slug)
  const message = await addMessage(author.account, room, { body: 'You are all fools.' })
  await addMessage(reader.account, await reachRoom(reader.account, room.slug), { body: 'After it.' })
  const about = `/chat/messages/${message._id}`
  const page = await reader.agent.get(`/report?about=${about}`).expect(200)
  assert.match(page.text, /a private message/)
  await fileReport(reader.account, complaint(about))
  const found = await Cases.findOne({ subject: `message:${message._id}` }).lean()
  return { author, reader, room, message, about, ref: found?.ref ?? '', path: `/chat/${room.slug}` }
}

test('N8: those who judge see the reported words of two people, and no others', async () => {
  const { ref, path, about } = await reported()
  const [kept] = await loadEvidence((await findCase(ref))?.evidence ?? [])
  assert.equal(kept?.words, 'You are all fools.')
  const { agent } = await staff()
  for (const accept of ['text/html', 'application/json']) {
    const page = await agent.get(`/review/${ref}`).set('Accept', accept).expect(200)
    assert.match(page.text, /You are all fools/)
    assert.doesNotMatch(page.text, /Before it|After it/)
  }
  await agent.get(path).expect(404)
  await agent.get(`${path}/2`).expect(404)
  await agent.get(about).expect(404)
})

test('N9: a decision leaves a tombstone for both of the two, and its author reads why', async () => {
  const { ref, path, author, reader } = await reported()
  const { account: judge } = await staff()
  const decision = await decide(judge, ref, findings({ measures: ['hide'] }))
  for (const { agent } of [author, reader]) {
    const page = await agent.get(path).expect(200)
    assert.match(page.text, agent === reader.agent ? /Removed after a complaint/ : /Hidden from others/)
  }
  assert.doesNotMatch((await reader.agent.get(path)).text, /You are all fools/)
  const why = await author.agent.get(`/decisions/${decision.ref}`).expect(200)
  assert.doesNotMatch(why.text, /Before it|After it/)
  const log = await reader.agent.get('/log').expect(200)
  assert.doesNotMatch(log.text, new RegExp(path))
})
