import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { now } from '../../src/clock.ts'
import { Posts } from '../../src/forum/post.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { appeal } from '../../src/reports/appeal.ts'
import { Cases } from '../../src/reports/case.ts'
import { decide } from '../../src/reports/deciding.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { chooseInterim } from '../../src/reports/interim-choice.ts'
import { makeAccount } from '../support/accounts.ts'
import { complaint, findings, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumDatabase } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'
import { giveBack } from '../support/measures.ts'

forumDatabase()
rules()
before(stopOutbox)

/** Two posts, of which both are named in the first report, and the second one alone in the other: two cases about one post. */
async function world() {
  const [author, other] = [await makeAccount(), await makeAccount()]
  const topic = await makeTopic({ author: other, body: 'You are all fools.' })
  const shared = await makeTopic({ author, body: 'You are all fools.' })
  const about = [`/posts/${topic.post._id}`, `/posts/${shared.post._id}`]
  await fileReport(undefined, complaint('', { about }))
  await fileReport(undefined, complaint(about[1] ?? ''))
  const [both, one] = await Cases.find({ 'subjects.id': String(shared.post._id) })
    .sort({ _id: 1 })
    .lean()
  assert.ok(both && one)
  const staff = () => makeAccount({ role: 'moderator' })
  const hiddenBy = async () => (await Posts.findById(shared.post._id).lean())?.hiddenBy ?? null
  return { author, both, one, hiddenBy, judge: await staff(), second: await staff() }
}

const hiding = { choice: 'hide', ground: 'appears_justified', reason: 'It looks rude.' } as const
const showing = { choice: 'keep', ground: undefined, reason: 'It is a quote.' } as const

test('N9: what one decision gives back stays hidden where another case decided so', async () => {
  const { author, both, one, hiddenBy, judge, second } = await world()
  const first = await decide(judge, both.ref, findings())
  const other = await decide(judge, one.ref, findings({ measures: ['remove'] }))
  await appeal(author, first.ref, { argument: 'It was a joke.', link: undefined, at: now() })
  await decide(second, both.ref, findings(giveBack))
  assert.equal(await hiddenBy(), other.ref)
  await appeal(author, other.ref, { argument: 'It was a joke.', link: undefined, at: now() })
  await decide(second, one.ref, findings(giveBack))
  assert.equal(await hiddenBy(), null)
})

test('N9: what one case shows again stays hidden while another one looks into it, and comes back with that', async () => {
  const { both, one, hiddenBy, judge } = await world()
  await chooseInterim(judge, both.ref, hiding)
  await chooseInterim(judge, one.ref, hiding)
  await chooseInterim(judge, both.ref, showing)
  assert.equal(await hiddenBy(), one.ref)
  await chooseInterim(judge, one.ref, showing)
  assert.equal(await hiddenBy(), null)
})

test('N9: a decision that nothing is wrong leaves hidden what another case decided to hide', async () => {
  const { both, one, hiddenBy, judge } = await world()
  await chooseInterim(judge, both.ref, hiding)
  const other = await decide(judge, one.ref, findings())
  await decide(judge, both.ref, findings(giveBack))
  assert.equal(await hiddenBy(), other.ref)
})
