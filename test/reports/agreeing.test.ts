import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/auth/account.ts'
import { Posts } from '../../src/forum/post.ts'
import { flushTails } from '../../src/forum/topic-tails.ts'
import { laterDone } from '../../src/live/later.ts'
import { Mails } from '../../src/mail/mail.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { Cases, findCase } from '../../src/reports/case.ts'
import { finishDecisions } from '../../src/reports/deciding.ts'
import { Decisions } from '../../src/reports/decision.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { LogLines } from '../../src/reports/log-line.ts'
import { findProposal, type Proposal, Proposals } from '../../src/reports/proposal.ts'
import { agree, finishProposals } from '../../src/reports/proposal-answer.ts'
import { judge } from '../../src/reports/proposing.ts'
import { subjectKey } from '../../src/reports/subject.ts'
import { makeAccount } from '../support/accounts.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { complaint, findings, rules } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumDatabase } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'

forumDatabase()
rules()
// What waits in the outbox can be counted.
before(stopOutbox)

const harsh = findings({ measures: ['hide', 'suspend'], until: new Date('2030-01-01') })

async function proposed() {
  const author = await makeAccount()
  const { id: topic } = await makeTopic()
  const id = String((await makePost({ topic, author, body: 'You are all fools.' }))._id)
  const [member, first, second] = await Promise.all([
    makeAccount(),
    makeAccount({ role: 'moderator' }),
    makeAccount({ role: 'moderator' }),
  ])
  await fileReport(member, complaint(`/posts/${id}`))
  const found = await Cases.findOne({ subject: subjectKey({ kind: 'post', id }) }).lean()
  const made = await judge(first, String(found?.ref), harsh)
  assert.ok('proposal' in made)
  await laterDone()
  await flushTails()
  return { author, member, first, second, id, ref: made.proposal.case, proposal: made.proposal.ref }
}

type World = Awaited<ReturnType<typeof proposed>>

const bells = ({ _id }: Account) => Notifications.countDocuments({ account: _id })
const mails = ({ _id }: Account) =>
  Mails.countDocuments({ about: String(_id), subject: /is decided|was suspended/ })

/** What a start does after a crash; twice, as a start can be killed, too. */
async function restart(): Promise<void> {
  for (let times = 0; times < 2; times += 1) {
    await finishDecisions()
    await finishProposals()
  }
}

async function checkDecided({ author, member, first, second, id, ref, proposal }: World, place: string) {
  const decisions = await Decisions.find({ case: ref }).lean()
  assert.equal(decisions.length, 1, `${place}: one decision`)
  const [decision] = decisions
  assert.ok(decision?.by.equals(first._id) && decision.second?.equals(second._id), place)
  assert.ok(decision?.carriedOutAt, `${place}: carried out`)
  const kept = await findProposal(ref, proposal)
  assert.deepEqual([kept?.state, kept?.decision], ['agreed', decision.ref], place)
  assert.equal((await findCase(ref))?.state.name, 'notified', place)
  assert.equal((await Posts.findById(id).lean())?.hiddenBy, decision.ref, place)
  assert.deepEqual([await bells(author), await mails(author), await mails(member)], [1, 1, 1], place)
  assert.equal(await Notifications.countDocuments({ account: first._id, kind: 'case' }), 1, place)
  assert.equal(await LogLines.countDocuments({ decision: decision.ref }), 1, place)
}

test('N9: killed between any two writes of agreeing, it is decided once after the start, or waits as before', async () => {
  let writes = 0
  for (; ; writes += 1) {
    const world = await proposed()
    const { author, member, second, ref, proposal, id } = world
    const isThrough = await killedAfter(writes, () => agree(second, ref, proposal))
    const place = `killed after ${writes} writes`
    const isRecorded = (await Decisions.exists({ case: ref })) !== null
    const isAnyTold = (await bells(author)) + (await mails(author)) + (await mails(member)) > 0
    const isHidden = Boolean((await Posts.findById(id).lean())?.hiddenBy)
    assert.ok(isRecorded || !(isAnyTold || isHidden), `${place}: told before the record stands`)
    await restart()
    if ((await findProposal(ref, proposal))?.state === 'waiting') {
      assert.equal((await findCase(ref))?.isUndecided, true, place)
      await agree(second, ref, proposal)
    }
    await checkDecided(world, place)
    if (isThrough) break
    assert.ok(writes < 100)
  }
  assert.ok(writes > 10, 'it really was killed on the way')
})

/** As a killed process leaves it: agreed to, and not decided. */
async function halfAgreed(): Promise<World> {
  const world = await proposed()
  const answered = { state: 'agreed' as const, answeredBy: world.second._id, answeredAt: new Date() }
  await Proposals.collection.updateOne({ ref: world.proposal }, { $set: answered })
  return world
}

const stateOf = async ({ ref, proposal }: World): Promise<Proposal['state'] | undefined> =>
  (await findProposal(ref, proposal))?.state

test('several processes that start at once make one decision of it', async () => {
  const world = await halfAgreed()
  await Promise.all([finishProposals(), finishProposals(), finishProposals()])
  await restart()
  await checkDecided(world, 'started thrice')
})

test('what cannot be decided any more waits again, and holds up no other', async () => {
  const [changed, sound] = [await halfAgreed(), await halfAgreed()]
  await fileReport(await makeAccount(), complaint(`/posts/${changed.id}`))
  await restart()
  assert.equal(await stateOf(changed), 'waiting')
  assert.equal(await Decisions.countDocuments({ case: changed.ref }), 0)
  assert.equal(await bells(changed.author), 0)
  await checkDecided(sound, 'the sound one')
})

test('decided by somebody else between the two, it is overtaken, and their decision stands alone', async () => {
  const world = await halfAgreed()
  const other = await makeAccount({ role: 'moderator' })
  const made = await judge(other, world.ref, findings())
  assert.ok('decision' in made)
  await restart()
  assert.equal(await stateOf(world), 'overtaken')
  assert.equal(await Decisions.countDocuments({ case: world.ref }), 1)
})
