import '../support/env.ts'

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { type Account, Accounts } from '../../src/auth/account.ts'
import { days, moveClock, now, resetClock } from '../../src/clock.ts'
import { Gone } from '../../src/errors.ts'
import { Posts } from '../../src/forum/post.ts'
import { reachPost } from '../../src/forum/reach.ts'
import { Mails } from '../../src/mail/mail.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { changeAvatar } from '../../src/media/avatar.ts'
import { loadImage } from '../../src/media/image.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { appeal } from '../../src/reports/appeal.ts'
import { Cases } from '../../src/reports/case.ts'
import { endCases } from '../../src/reports/closing.ts'
import { decide, type Judgement } from '../../src/reports/deciding.ts'
import type { Decision } from '../../src/reports/decision.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { type Holder, strictestFirst } from '../../src/reports/holders.ts'
import { chooseInterim } from '../../src/reports/interim-choice.ts'
import { showStatements } from '../../src/reports/statements.view.ts'
import { makeAccount } from '../support/accounts.ts'
import { complaint, findings, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumDatabase } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'
import { giveBack } from '../support/measures.ts'
import { inFile, makeJpeg } from '../support/pictures.ts'

forumDatabase()
rules()
before(stopOutbox)
afterEach(resetClock)

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
  const post = () => Posts.findById(shared.post._id).lean()
  const hiddenBy = async () => (await post())?.hiddenBy ?? null
  const hiddenFrom = async () => (await post())?.hiddenFrom ?? null
  const words = async () => (await post())?.source ?? null
  const readBy = (reader: Account) => reachPost(reader, String(shared.post._id))
  return {
    ...{ author, other, both, one, topic: about, hiddenBy, hiddenFrom, words, readBy },
    judge: await staff(),
    second: await staff(),
  }
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

test('N9: what one case removes its author cannot read, in whichever order, and the milder measure comes back after it', async () => {
  for (const isFirst of [true, false]) {
    const { author, both, one, hiddenBy, hiddenFrom, readBy, judge, second } = await world()
    const [early, late] = isFirst ? [both, one] : [one, both]
    const decisions = new Map<string, Decision>()
    for (const { ref } of [early, late]) {
      const measures: Judgement['measures'] = ref === one.ref ? ['remove'] : ['hide']
      decisions.set(ref, await decide(judge, ref, findings({ measures })))
    }
    const [mild, strict] = [decisions.get(both.ref), decisions.get(one.ref)]
    assert.ok(mild && strict)
    assert.deepEqual([await hiddenBy(), await hiddenFrom()], [strict.ref, 'everybody'])
    await assert.rejects(readBy(author), Gone)
    await appeal(author, strict.ref, { argument: 'It was a joke.', link: undefined, at: now() })
    await decide(second, one.ref, findings(giveBack))
    assert.deepEqual([await hiddenBy(), await hiddenFrom()], [mild.ref, 'others'])
    assert.equal((await readBy(author)).post.source, 'You are all fools.')
  }
})

test('N9: what one case removes takes the place of what another one hides meanwhile', async () => {
  const { both, one, hiddenBy, judge } = await world()
  await chooseInterim(judge, both.ref, hiding)
  const { ref } = await decide(judge, one.ref, findings({ measures: ['remove'] }))
  assert.equal(await hiddenBy(), ref)
  await chooseInterim(judge, both.ref, showing)
  assert.equal(await hiddenBy(), ref)
})

test('N9: of two cases decided at the same time the one that removes holds', async () => {
  for (let round = 0; round < 6; round += 1) {
    const { both, one, hiddenBy, hiddenFrom, judge, second } = await world()
    const [, strict] = await Promise.all([
      decide(judge, both.ref, findings()),
      decide(second, one.ref, findings({ measures: ['remove'] })),
    ])
    assert.deepEqual([await hiddenBy(), await hiddenFrom()], [strict.ref, 'everybody'])
  }
})

test('N9: of two measures that end at the same time nothing is left', async () => {
  for (let round = 0; round < 6; round += 1) {
    const { both, one, hiddenBy, judge } = await world()
    await chooseInterim(judge, both.ref, hiding)
    await chooseInterim(judge, one.ref, hiding)
    await Promise.all([
      decide(judge, both.ref, findings(giveBack)),
      decide(judge, one.ref, findings(giveBack)),
    ])
    assert.equal(await hiddenBy(), null)
  }
})

test('N29: what one case removes is destroyed when nobody can object any more, whatever another case says', async () => {
  const { both, one, hiddenBy, words, judge } = await world()
  await decide(judge, both.ref, findings())
  const { ref } = await decide(judge, one.ref, findings({ measures: ['remove'] }))
  moveClock(days(190))
  await endCases()
  assert.deepEqual([await hiddenBy(), await words()], [ref, null])
})

test('N29: so is what was removed while the milder measure of another case stood in front of it', async () => {
  const { both, one, hiddenBy, words, judge } = await world()
  const mild = await decide(judge, both.ref, findings())
  const { ref } = await decide(judge, one.ref, findings({ measures: ['remove'] }))
  // As older versions left it.
  const hidden = { hiddenBy: mild.ref, hiddenFrom: 'others' }
  await Posts.collection.updateOne({ hiddenBy: ref }, { $set: hidden })
  moveClock(days(190))
  await endCases()
  assert.deepEqual([await hiddenBy(), await words()], [ref, null])
})

const newsOf = async ({ _id }: Account) =>
  (await Notifications.findOne({ account: _id, kind: 'decision' }).sort({ _id: -1 }).lean()) ??
  assert.fail('was told')
const mailOf = async ({ _id }: Account) =>
  (
    await Mails.findOne({ about: String(_id), clause: 'N13' })
      .sort({ _id: -1 })
      .lean()
  )?.text ?? ''

test('N13: whose words stay hidden because of another case does not read that everybody sees them again', async () => {
  const { author, both, one, judge, second } = await world()
  const first = await decide(judge, both.ref, findings())
  await decide(judge, one.ref, findings({ measures: ['remove'] }))
  await appeal(author, first.ref, { argument: 'It was a joke.', link: undefined, at: now() })
  const toCome = await showStatements(second, both.ref, findings(giveBack))
  await decide(second, both.ref, findings(giveBack))
  assert.equal((await newsOf(author)).title, 'Something of yours is still hidden because of another case')
  const mail = await mailOf(author)
  assert.match(mail, /For this case it may stay. It is still hidden all the same, because of another case/)
  assert.doesNotMatch(mail, /verybody can see it/)
  assert.match(toCome.reporters.join(' '), /may stay. It is still hidden, because of another case/)
  const letter = toCome.authors.find(({ to }) => to === author.name)
  assert.equal(letter?.title, 'Something of yours is still hidden because of another case')
  for (const paragraph of letter?.paragraphs ?? []) assert.ok(mail.includes(paragraph), paragraph)
})

test('N13: so does whose words one case shows again or lets out, and another one hides meanwhile', async () => {
  const { author, both, one, judge } = await world()
  await chooseInterim(judge, both.ref, hiding)
  await chooseInterim(judge, one.ref, hiding)
  await chooseInterim(judge, one.ref, showing)
  assert.match(await mailOf(author), /still hidden all the same, because of another case/)
  await chooseInterim(judge, both.ref, showing)
  assert.equal((await newsOf(author)).title, 'Something of yours is visible again')
  assert.match(await mailOf(author), /Everybody can see it again/)
})

test('N13: a reporter reads that it is still hidden because of another case, if it is what they named', async () => {
  const { both, one, judge, other, topic } = await world()
  const [about, only] = [complaint(topic[1] ?? ''), complaint(topic[0] ?? '')]
  await fileReport(undefined, { ...about, about: topic, email: 'both@example.org' })
  await fileReport(undefined, { ...only, email: 'other@example.org' })
  await decide(judge, one.ref, findings())
  await decide(judge, both.ref, findings(giveBack))
  assert.ok(other)
  const textOf = async (to: string) => (await Mails.findOne({ to, subject: /is decided/ }).lean())?.text ?? ''
  assert.match(await textOf('both@example.org'), /Some of it is still hidden, because of another case/)
  assert.match(await textOf('other@example.org'), /may stay/)
  assert.doesNotMatch(await textOf('other@example.org'), /still hidden/)
})

const held = (by: string, from: Holder['from'], day: number): Holder => ({
  ...{ by, from, case: by, isFinal: false },
  since: new Date(2026, 0, day),
})

test('of all that hold a thing removing comes first, then what is decided, then the oldest', () => {
  const all = [
    held('C-1', 'others', 1),
    held('D-9', 'others', 3),
    held('D-2', 'others', 4),
    held('D-5', 'everybody', 6),
    held('C-4', 'others', 2),
  ]
  const order = ['D-5', 'D-9', 'D-2', 'C-1', 'C-4']
  for (const given of [all, all.toReversed(), all.toSorted((a, b) => (a.by < b.by ? -1 : 1))])
    assert.deepEqual(
      strictestFirst(given).map(({ by }) => by),
      order,
    )
})

test('N9: a face stays hidden under the case of the profile, or under its own, whichever stands', async () => {
  const author = await makeAccount()
  await changeAvatar(author, inFile(await makeJpeg()))
  const face = String((await Accounts.findById(author._id).lean())?.avatar)
  await fileReport(undefined, complaint(`/u/${author.username}`))
  await fileReport(undefined, complaint(`/images/${face}`))
  const refOf = async (subject: string) => (await Cases.findOne({ subject }).lean())?.ref ?? ''
  const [profile, picture] = [await refOf(`profile:${author._id}`), await refOf(`image:${face}`)]
  const [judge, second] = [await makeAccount({ role: 'moderator' }), await makeAccount({ role: 'moderator' })]
  const hidden = async () => {
    const image = await loadImage(face)
    return [image?.hiddenBy ?? null, image?.hiddenFrom ?? null]
  }
  await chooseInterim(judge, picture, hiding)
  const strict = await decide(judge, profile, findings({ measures: ['remove'] }))
  assert.deepEqual(await hidden(), [strict.ref, 'everybody'])
  await chooseInterim(judge, picture, showing)
  assert.deepEqual(await hidden(), [strict.ref, 'everybody'])
  const own = await decide(judge, picture, findings())
  await appeal(author, strict.ref, { argument: 'It was a joke.', link: undefined, at: now() })
  await decide(second, profile, findings(giveBack))
  assert.deepEqual(await hidden(), [own.ref, 'others'])
  assert.equal((await Accounts.findById(author._id).lean())?.avatar, null)
  await appeal(author, own.ref, { argument: 'It was a joke.', link: undefined, at: now() })
  await decide(second, picture, findings(giveBack))
  assert.deepEqual(await hidden(), [null, null])
  assert.equal(String((await Accounts.findById(author._id).lean())?.avatar), face)
})
