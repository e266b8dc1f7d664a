import '../support/env.ts'

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { type Account, Accounts, saveProfile } from '../../src/auth/account.ts'
import { Messages } from '../../src/chat/message.ts'
import { days, moveClock, now, resetClock } from '../../src/clock.ts'
import { Invalid } from '../../src/errors.ts'
import { Posts } from '../../src/forum/post.ts'
import { react } from '../../src/forum/reacting.ts'
import { removePost } from '../../src/forum/removal.ts'
import { Topics } from '../../src/forum/topic.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { Images } from '../../src/media/image.ts'
import { reachImage } from '../../src/media/reach.ts'
import { Tags } from '../../src/media/tag.ts'
import { addTag } from '../../src/media/tagging.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { appeal } from '../../src/reports/appeal.ts'
import { findCase } from '../../src/reports/case.ts'
import { endCases } from '../../src/reports/closing.ts'
import { decide } from '../../src/reports/deciding.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { chooseInterim } from '../../src/reports/interim-choice.ts'
import { Reports } from '../../src/reports/report.ts'
import { makeAccount } from '../support/accounts.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { makeMessage } from '../support/chat.ts'
import { complaint, findings, rules } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumDatabase } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'
import { makePictured } from '../support/pictures.ts'

forumDatabase()
rules()
before(stopOutbox)
afterEach(resetClock)

const mild = findings({ outcome: 'not_upheld', measures: ['none'], yields: 'complainant' })
const removal = findings({ measures: ['remove'] })

/** One of each kind, all by one person, and what the record of each says of its words. */
async function everything() {
  const author = await makeAccount()
  await saveProfile(String(author._id), { name: 'Slanderer', bio: 'A slander.' })
  const topic = await makeTopic({ author, title: 'Slander of the day', body: 'A slander.' })
  const { post, images } = await makePictured(author, topic.id, ['A slander'])
  const [image = ''] = images
  const { tag } = await addTag(author, await reachImage(author, image), { label: 'slander' })
  await react(await makeAccount(), String(topic.post._id), 'agree')
  const said = await makeMessage({ author, body: 'A slander.' })
  const about = {
    post: `/posts/${topic.post._id}`,
    message: said.about,
    topic: `/t/${topic.id}`,
    image: `/images/${image}`,
    tag: `/images/${image}/tags/${tag._id}`,
    profile: `/u/${author.username}`,
    reactions: `/posts/${post._id}/reactions`,
  }
  const hiders = async () => ({
    post: (await Posts.findById(topic.post._id).lean())?.hiddenBy ?? null,
    message: (await Messages.findById(said.id).lean())?.hiddenBy ?? null,
    topic: (await Topics.findById(topic.id).lean())?.hidden?.by ?? null,
    image: (await Images.findById(image).lean())?.hiddenBy ?? null,
    tag: (await Tags.findById(tag._id).lean())?.hiddenBy ?? null,
    profile: (await Accounts.findById(author._id).lean())?.hidden?.by ?? null,
    reactions: (await Posts.findById(post._id).lean())?.reactionsHidden?.by ?? null,
  })
  const words = async () =>
    JSON.stringify([
      await Posts.find({ _id: { $in: [topic.post._id] } }).lean(),
      await Messages.findById(said.id).lean(),
      await Topics.findById(topic.id).lean(),
      await Images.findById(image).lean(),
      await Tags.find({ image }).lean(),
      await Accounts.findById(author._id).lean(),
    ])
  return { author, about, hiders, words, topic }
}

const all = (by: string | null) => ({
  post: by,
  message: by,
  topic: by,
  image: by,
  tag: by,
  profile: by,
  reactions: by,
})

async function reported(about: string[], different = {}, reporter?: Account) {
  const { report } = await fileReport(reporter, { ...complaint('/'), about, ...different })
  return (await Reports.findById(report._id).lean())?.case ?? assert.fail('it has no case')
}

const judges = () => Promise.all([makeAccount({ role: 'moderator' }), makeAccount({ role: 'moderator' })])

test('N9: all that a case is about is hidden meanwhile, by the decision, and shown again by its reversal', async () => {
  const world = await everything()
  const [judge, second] = await judges()
  const ref = await reported(Object.values(world.about))
  const before = await world.words()
  await chooseInterim(judge, ref, { choice: 'hide', ground: 'appears_justified', reason: 'It looks so.' })
  assert.deepEqual(await world.hiders(), all(ref))
  const first = await decide(judge, ref, removal)
  assert.deepEqual(await world.hiders(), all(first.ref))
  assert.equal((await Posts.findById(world.topic.post._id).lean())?.hiddenFrom, 'everybody')
  await appeal(world.author, first.ref, { argument: 'It is true.', link: undefined, at: now() })
  await decide(second, ref, mild)
  // Who reacted is other people's: the author's appeal is not about that.
  assert.deepEqual(await world.hiders(), { ...all(null), reactions: first.ref })
  const { length } = [...(await world.words()).matchAll(/[Ss]lander/g)]
  assert.equal(length, [...before.matchAll(/[Ss]lander/g)].length, 'every word is back')
})

test('N9: what a decision removed is destroyed when nobody can object any more, and not a day before', async () => {
  const world = await everything()
  const [judge] = await judges()
  const ref = await reported(Object.values(world.about))
  const { ref: decision } = await decide(judge, ref, removal)
  moveClock(days(180))
  await endCases()
  assert.match(await world.words(), /slander/i)
  moveClock(days(6))
  await endCases()
  assert.doesNotMatch(await world.words(), /slander/i)
  const post = await Posts.findById(world.topic.post._id).lean()
  assert.deepEqual(
    [post?.removedBy, post?.hiddenBy, post?.author, post?.clearing],
    ['decision', decision, null, undefined],
  )
  const { destroyedAt } = (await findCase(ref)) ?? assert.fail('the case is there')
  assert.ok(destroyedAt)
  moveClock(days(1))
  await endCases()
  assert.deepEqual((await findCase(ref))?.destroyedAt, destroyedAt, 'once')
})

test('N9: what a decision hides is not destroyed, nor what its author deleted restored', async () => {
  const world = await everything()
  const [judge, second] = await judges()
  const ref = await reported(Object.values(world.about))
  const { ref: decision } = await decide(judge, ref, findings())
  await removePost(world.author, String(world.topic.post._id))
  await appeal(world.author, decision, { argument: 'It is true.', link: undefined, at: now() })
  await decide(second, ref, mild)
  const post = await Posts.findById(world.topic.post._id).lean()
  assert.deepEqual([post?.removedBy, post?.source], ['author', undefined])
  const other = await everything()
  const kept = await reported(Object.values(other.about))
  await decide(judge, kept, findings())
  moveClock(days(190))
  await endCases()
  assert.match(await other.words(), /slander/i)
  assert.equal((await findCase(kept))?.destroyedAt, undefined)
})

test('N9: killed between any two writes of the destruction, the next run brings it to its end', async () => {
  for (let count = 0; count < 200; count += 7) {
    const world = await everything()
    const [judge] = await judges()
    const ref = await reported(Object.values(world.about))
    await decide(judge, ref, removal)
    moveClock(days(186))
    const isThrough = await killedAfter(count, endCases)
    await endCases()
    await endCases()
    resetClock()
    assert.doesNotMatch(await world.words(), /slander/i, `killed after ${count} writes`)
    assert.ok((await findCase(ref))?.destroyedAt, `killed after ${count} writes`)
    if (isThrough) return
  }
  assert.fail('it never came through')
})

test('N9: a page of the forum has nothing to hide, and the answer says so', async () => {
  const [judge] = await judges()
  const ref = await reported(['/privacy'])
  const refused = (act: Promise<unknown>) => assert.rejects(act, Invalid)
  await refused(decide(judge, ref, findings()))
  await refused(
    chooseInterim(judge, ref, { choice: 'hide', ground: 'appears_justified', reason: 'It looks so.' }),
  )
})

test('N9: a rule hides all that an urgent report names, also what joins a case, and tells each author once', async () => {
  const one = await everything()
  const two = await everything()
  const ref = await reported([one.about.profile, one.about.image], { kind: 'child-abuse' })
  assert.deepEqual(await one.hiders(), { ...all(null), profile: ref, image: ref })
  const mail = { kind: 'child-abuse', email: 'bea@example.org' }
  assert.equal(await reported([one.about.profile, two.about.post], mail), ref)
  assert.deepEqual(await two.hiders(), { ...all(null), post: ref })
  const found = (await findCase(ref)) ?? assert.fail('the case is there')
  assert.deepEqual(
    found.subjects.map(({ kind }) => kind),
    ['profile', 'image', 'post'],
  )
  for (const { author } of [one, two])
    assert.equal(await Notifications.countDocuments({ account: author._id, kind: 'decision' }), 1)
  const [judge] = await judges()
  await chooseInterim(judge, ref, { choice: 'keep', ground: undefined, reason: 'Nothing of the kind.' })
  assert.deepEqual([await one.hiders(), await two.hiders()], [all(null), all(null)])
})

test('N9: a report that joins brings its things into the case, and hides nothing by itself', async () => {
  const author = await makeAccount()
  const topic = await makeTopic({ author })
  const reply = await makePost({ topic: topic.id, author })
  const ref = await reported([`/posts/${topic.post._id}`])
  assert.equal(
    await reported([`/posts/${topic.post._id}`, `/posts/${reply._id}`], {}, await makeAccount()),
    ref,
  )
  assert.equal((await findCase(ref))?.subjects.length, 2)
  assert.equal((await Posts.findById(reply._id).lean())?.hiddenBy, null)
  const [judge] = await judges()
  const { ref: decision } = await decide(judge, ref, findings())
  assert.equal((await Posts.findById(reply._id).lean())?.hiddenBy, decision)
})
