import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import request from 'supertest'
import { editPost } from '../../src/forum/edit.ts'
import { Posts } from '../../src/forum/post.ts'
import { react } from '../../src/forum/reacting.ts'
import { removePost } from '../../src/forum/removal.ts'
import { Revisions } from '../../src/forum/revision.ts'
import { retitleTopic } from '../../src/forum/stewardship.ts'
import { Topics } from '../../src/forum/topic.ts'
import { reachImage } from '../../src/media/reach.ts'
import { addTag, answerTag } from '../../src/media/tagging.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { carryOut } from '../../src/reports/carrying-out.ts'
import { Cases, findCase } from '../../src/reports/case.ts'
import { decide, finishDecisions } from '../../src/reports/deciding.ts'
import { decisionsOf } from '../../src/reports/decision.ts'
import { loadEvidence } from '../../src/reports/evidence.ts'
import { fileReport, settleReports } from '../../src/reports/filing.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { justBefore, Killed } from '../support/broken-writes.ts'
import { complaint, findings, report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { makePicturedTopic } from '../support/pictured-topic.ts'
import { type Agent, decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff } = reviewers(here)

async function caseAbout(about: string, subject: string): Promise<string> {
  await report(here.site, { about })
  return (await Cases.findOne({ subject }).lean())?.ref ?? ''
}

async function read(agent: Agent, ref: string) {
  const { body } = await agent
    .get(`/review/${ref}`)
    .set(...json)
    .expect(200)
  const { text } = await agent.get(`/review/${ref}`).set('Accept', 'text/html').expect(200)
  return { body, text }
}

/** Edited after it was reported: refused once with the newer words on the page, then decided. */
async function decideTwice(ref: string, words: [string, string]): Promise<void> {
  const { agent } = await staff()
  const { seen, subject } = (await read(agent, ref)).body
  const refused = await decideOn(agent, `/review/${ref}`, { seen, revision: subject.revision })
  assert.equal(refused.status, 409)
  assert.match(JSON.stringify(refused.body), /It was edited since it was reported/)
  assert.equal((await decisionsOf(ref)).length, 0, 'nothing is decided')
  const { body, text } = await read(agent, ref)
  assert.equal(body.subject.revision, 2)
  assert.deepEqual(body.evidence.map((one: { words: string }) => one.words).toSorted(), [...words].toSorted())
  const isEdited = new Map(
    body.evidence.map((one: { words: string; isEdited: boolean }) => [one.words, one.isEdited]),
  )
  assert.deepEqual(
    words.map((one) => isEdited.get(one)),
    [true, false],
  )
  assert.equal(text.split('Edited since: a newer version is kept, too.').length, 2)
  assert.ok(text.includes('edited since'), 'the history says so')
  const stale = await decideOn(agent, `/review/${ref}`, { seen, revision: '1' })
  assert.equal(stale.status, 409, 'a form that shows the words before')
  const again = { seen: body.seen, revision: String(body.subject.revision) }
  await decideOn(agent, `/review/${ref}`, again).expect(201)
  assert.deepEqual(
    (await decisionsOf(ref)).map(({ revision }) => revision),
    [2],
  )
}

test('N9: a post that was edited since it was reported is decided only once its newer words were seen', async () => {
  const { author, post } = await makeTopic({ body: 'You are all fools.' })
  const id = String(post._id)
  const ref = await caseAbout(`/posts/${id}`, `post:${id}`)
  await editPost(author, id, { body: 'You are all kind.' })
  await decideTwice(ref, ['You are all fools.', 'You are all kind.'])
  assert.notEqual((await Posts.findById(id).lean())?.hiddenBy, null)
})

test('N9: a title that was changed since it was reported is decided only once the newer one was seen', async () => {
  const { author, id } = await makeTopic({ title: 'You are all fools' })
  const ref = await caseAbout(`/t/${id}`, `topic:${id}`)
  await retitleTopic(author, id, { title: 'You are all kind' })
  await decideTwice(ref, ['You are all fools', 'You are all kind'])
  assert.equal((await Topics.findById(id).lean())?.hidden?.title, 'You are all kind')
})

/** A post whose picture insults somebody, a case about it, and its author in a browser. */
async function pictured() {
  const author = await signedInAgent(here.site)
  const insult = 'Jim is a stupid idiot'
  const made = await makePicturedTopic({ author: author.account, alt: insult })
  const id = String(made.post._id)
  const ref = await caseAbout(`/posts/${id}`, `post:${id}`)
  const describe = (alt: string) =>
    author.agent
      .put(made.address)
      .set(...json)
      .send({ alt })
  const kept = async () => {
    const all = await loadEvidence((await findCase(ref))?.evidence ?? [])
    return all.map(({ revision, alts }) => [revision, ...(alts ?? [])]).toSorted()
  }
  return { ...made, id, ref, insult, describe, kept, author }
}

test('N9: what a picture is said to show is kept and shown like the other words, and looked at again once it is said otherwise', async () => {
  const { id, ref, insult, describe, kept } = await pictured()
  const { agent } = await staff()
  const { text, body } = await read(agent, ref)
  assert.match(text, /What its author says the picture shows:<\/span> Jim is a stupid idiot/)
  assert.equal(body.evidence[0].images[0].alt, insult)
  await describe('A wall').expect(200)
  const refused = await decideOn(agent, `/review/${ref}`, { seen: body.seen, revision: '1' })
  assert.equal(refused.status, 409)
  assert.match(JSON.stringify(refused.body), /It was edited since it was reported/)
  assert.deepEqual(await kept(), [
    [1, insult],
    [2, 'A wall'],
  ])
  const again = await read(agent, ref)
  assert.ok(again.text.includes('Edited since: a newer version is kept, too.'))
  await decideOn(agent, `/review/${ref}`, { seen: again.body.seen, revision: '2' }).expect(201)
  assert.notEqual((await Posts.findById(id).lean())?.hiddenBy, null)
  assert.equal((await describe('Nothing at all')).status, 403, 'hidden, it is not changed')
})

test('N9: a picture that the form of its post describes otherwise makes a new version; the same words make none', async () => {
  const { image, id, ref, insult, describe, kept, author, post } = await pictured()
  await describe(insult).expect(200)
  assert.equal((await Posts.findById(id).lean())?.revision, 1)
  const edit = (alt: string) =>
    author.agent
      .put(`/posts/${id}`)
      .set(...json)
      .send({ body: post.source, revision: '1', keepImages: image, [`alt-${image}`]: alt })
      .expect(200)
  await edit(insult)
  assert.equal((await Posts.findById(id).lean())?.revision, 1)
  await edit('A wall')
  const { agent } = await staff()
  assert.equal((await decideOn(agent, `/review/${ref}`, { revision: '1' })).status, 409)
  assert.deepEqual(await kept(), [
    [1, insult],
    [2, 'A wall'],
  ])
  const { text } = await author.agent.get(`/posts/${id}/revisions`).expect(200)
  assert.match(text, /The words are the same\. Its pictures changed/)
})

test('N9: a process killed between what a picture shows and the version of its post hides it from nobody', async () => {
  const { image, ref, describe, kept, insult } = await pictured()
  const died = () => Promise.reject(new Killed())
  await justBefore(['posts', 'findOneAndUpdate'], died, async () => describe('A wall'))
  assert.equal((await reachImage(undefined, image)).image.alt, 'A wall')
  const judge = (await staff()).account
  await assert.rejects(decide(judge, ref, findings()), /It was edited since it was reported/)
  assert.deepEqual(await kept(), [
    [1, insult],
    [2, 'A wall'],
  ])
  await decide(judge, ref, findings())
})

test('N9: what its author deleted since it was reported is decided as it was', async () => {
  const { author, post } = await makeTopic({ body: 'You are all fools.' })
  const id = String(post._id)
  const ref = await caseAbout(`/posts/${id}`, `post:${id}`)
  await editPost(author, id, { body: 'You are all kind.' })
  await removePost(author, id)
  const { agent } = await staff()
  await decideOn(agent, `/review/${ref}`, { revision: '1' }).expect(201)
  const found = await findCase(ref)
  const kept = await loadEvidence(found?.evidence ?? [])
  assert.deepEqual(
    kept.map(({ words }) => words),
    ['You are all fools.'],
  )
})

test('N9: two who decide at once about what was edited bring one newer version into the case', async () => {
  const { author, post } = await makeTopic({ body: 'You are all fools.' })
  const id = String(post._id)
  const ref = await caseAbout(`/posts/${id}`, `post:${id}`)
  await editPost(author, id, { body: 'You are all kind.' })
  const judges = [await staff(), await staff()]
  const answers = await Promise.all(
    judges.map(({ agent }) => decideOn(agent, `/review/${ref}`, { revision: '1' })),
  )
  assert.deepEqual(
    answers.map(({ status }) => status),
    [409, 409],
  )
  const found = await findCase(ref)
  assert.deepEqual(
    [found?.evidence.length, found?.history.filter(({ act }) => act === 'edited').length],
    [2, 1],
  )
  assert.equal((await decisionsOf(ref)).length, 0)
})

/** A post about which a case is open, and somebody who has seen its page. */
async function seenPost() {
  const { author, post } = await makeTopic({ body: 'You are all fools.' })
  const id = String(post._id)
  const ref = await caseAbout(`/posts/${id}`, `post:${id}`)
  const judge = (await staff()).account
  const edit = () => editPost(author, id, { body: 'You are all kind.' })
  const entries = async () => (await findCase(ref))?.history.filter(({ act }) => act === 'edited') ?? []
  const stored = async () => (await Posts.findById(id).lean()) ?? assert.fail('the post is there')
  return { author, id, ref, judge, edit, entries, stored }
}

test('N9: what is edited between the check and the record of a decision is not decided', async () => {
  const { ref, judge, edit, entries, stored } = await seenPost()
  const deciding = justBefore(['decisions', 'insertOne'], edit, () => decide(judge, ref, findings()))
  await assert.rejects(deciding, /It was edited since it was reported/)
  assert.deepEqual([(await decisionsOf(ref)).length, (await stored()).hiddenBy], [0, null])
  const found = await findCase(ref)
  assert.deepEqual([found?.isUndecided, found?.subjects[0]?.revision], [true, 2])
  assert.equal((await entries()).length, 1)
  await decide(judge, ref, findings())
  assert.notEqual((await stored()).hiddenBy, null)
})

test('N9: killed in that very moment, the next start does not carry it out either', async () => {
  const { ref, judge, edit, entries, stored } = await seenPost()
  const died = () => Promise.reject(new Killed())
  const deciding = justBefore(['cases', 'findOneAndUpdate'], died, () => decide(judge, ref, findings()))
  await assert.rejects(deciding, Killed)
  assert.equal((await decisionsOf(ref)).length, 1)
  await edit()
  await finishDecisions()
  assert.deepEqual([(await decisionsOf(ref)).length, (await stored()).hiddenBy], [0, null])
  assert.deepEqual([(await findCase(ref))?.isUndecided, (await entries()).length], [true, 1])
})

for (const measures of [['hide'], ['remove']] as const)
  test(`N9: what is edited between the decision and its effect (${measures}) is hidden, kept, and told to who decided`, async () => {
    const { ref, judge, edit, entries, stored } = await seenPost()
    const decision = await justBefore(['posts', 'updateOne'], edit, () =>
      decide(judge, ref, findings({ measures: [...measures] })),
    )
    assert.deepEqual([(await stored()).hiddenBy, (await stored()).revision], [decision.ref, 2])
    const found = await findCase(ref)
    assert.equal(found?.subjects[0]?.revision, 2)
    const kept = await loadEvidence(found?.evidence ?? [])
    assert.deepEqual(kept.map(({ words }) => words).toSorted(), ['You are all fools.', 'You are all kind.'])
    await carryOut(decision)
    const [entry, ...more] = await entries()
    assert.deepEqual([more.length, entry?.words.includes(decision.ref)], [0, true])
    const told = await Notifications.find({ account: judge._id, once: /edited/ }).lean()
    assert.equal(told.length, 1)
    assert.match(String(told[0]?.text), /Please look at the newer words/)
  })

test('N9: of an edit and a decision at the same time no words are hidden that nobody hears of', async () => {
  for (let round = 0; round < 12; round += 1) {
    const { ref, judge, edit, entries, stored } = await seenPost()
    const later = async () => {
      await wait(round * 3)
      return edit()
    }
    const [decided] = await Promise.allSettled([decide(judge, ref, findings()), later()])
    const { hiddenBy, revision } = await stored()
    const [decision] = await decisionsOf(ref)
    assert.equal(hiddenBy, decision?.ref ?? null, `round ${round}`)
    assert.equal(decided.status, decision ? 'fulfilled' : 'rejected', `round ${round}`)
    if (decision) assert.equal((await entries()).length, revision - decision.revision, `round ${round}`)
  }
})

test('N9: a tag that its person accepted since it was reported is looked at again', async () => {
  const tagger = await makeAccount()
  const person = await makeAccount()
  const { image, address } = await makePicturedTopic({ author: tagger })
  const { tag } = await addTag(tagger, await reachImage(tagger, image), { member: person.username })
  const about = `${address}/tags/${tag._id}`
  await fileReport(person, complaint(about))
  const ref = (await Cases.findOne({ subject: `tag:${tag._id}` }).lean())?.ref ?? ''
  await answerTag(person, image, String(tag._id), 'accept')
  const judge = (await staff()).account
  await assert.rejects(decide(judge, ref, findings()), /It was edited since it was reported/)
  const kept = await loadEvidence((await findCase(ref))?.evidence ?? [])
  assert.deepEqual(kept.map(({ words }) => words).toSorted(), [
    `@${person.username}`,
    `@${person.username}, who has not agreed to it`,
  ])
  await decide(judge, ref, findings())
})

test('N9: a list of reactions that grew is decided; one from which somebody went is looked at again', async () => {
  const { post } = await makeTopic()
  const [one, two, three] = [await makeAccount(), await makeAccount(), await makeAccount()]
  await react(one, String(post._id), 'disagree')
  await react(two, String(post._id), 'disagree')
  const ref = await caseAbout(`/posts/${post._id}/reactions`, `reactions:${post._id}`)
  const judge = (await staff()).account
  await react(three, String(post._id), 'agree')
  await react(one, String(post._id), 'thanks')
  await assert.rejects(decide(judge, ref, findings()), /It was edited since it was reported/)
  await react(await makeAccount(), String(post._id), 'agree')
  await decide(judge, ref, findings())
})

const INSULT = 'You are all fools.'

/** A post that was edited after somebody had opened the form about it. */
async function editedMeanwhile() {
  const { author, post } = await makeTopic({ body: INSULT })
  const id = String(post._id)
  const about = `/posts/${id}`
  const guest = request(here.site.server)
  const kinds = await guest
    .get('/report')
    .query({ about })
    .set(...json)
    .expect(200)
  const door = kinds.body.doors[0].ways[0].href
  assert.match(door, /kind=rules/)
  const form = await guest.get(door).expect(200)
  const [, revision = ''] = /name="revision" value="(\d+)"/.exec(form.text) ?? []
  assert.equal(revision, '1')
  await editPost(author, id, { body: 'You are all kind.' })
  const kept = async () => {
    const found = await Cases.findOne({ subject: `post:${id}` }).lean()
    assert.ok(found)
    const all = await loadEvidence(found.evidence)
    return { found, words: all.map(({ revision, words }) => `${revision} ${words}`).toSorted() }
  }
  return { author, id, about, revision, guest, kept }
}

const BOTH = [`1 ${INSULT}`, '2 You are all kind.']

test('N9: words that were edited while somebody wrote their report are kept beside the newer ones', async () => {
  const { about, revision, guest, kept } = await editedMeanwhile()
  const fault = await guest.post('/reports').type('form').send({ about, revision, kind: 'rules' }).expect(422)
  assert.match(fault.text, /name="revision" value="1"/, 'also where the form comes back')
  const { ref, key } = await report(here.site, { about, revision })
  const { found, words } = await kept()
  assert.deepEqual(words, BOTH)
  assert.deepEqual([found.subjects.length, found.subjects[0]?.revision], [1, 2], 'judged is what stands')
  const { body } = await guest
    .get(`/reports/${ref}?key=${key}`)
    .set(...json)
    .expect(200)
  assert.equal(body.about.length, 1, 'for its reporter it is one thing')
  const { agent } = await staff()
  const { text } = await read(agent, found.ref)
  assert.ok(text.includes(INSULT) && text.includes('Edited since: a newer version is kept, too.'))
  await decideOn(agent, `/review/${found.ref}`, { revision: '2' }).expect(201)
})

test('N9: the address of an older version of a post keeps that version, too', async () => {
  const { about, kept } = await editedMeanwhile()
  await report(here.site, { about: `${about}/revisions/1` })
  assert.deepEqual((await kept()).words, BOTH)
})

test('N9: a version that never was, is gone, or is another post’s keeps nothing more', async () => {
  const other = await editedMeanwhile()
  await editPost(other.author, other.id, { body: 'Three times is enough.' })
  const { author, id, about, kept } = await editedMeanwhile()
  for (const revision of ['2', '3', '99', '0', '-1', 'x', '']) await report(here.site, { about, revision })
  await report(here.site, { about: `${about}/revisions/77` })
  assert.deepEqual((await kept()).words, [BOTH[1]])
  await Revisions.deleteMany({ post: id })
  await report(here.site, { about, revision: '1' })
  assert.deepEqual((await kept()).words, [BOTH[1]])
  await report(here.site, { about: `/u/${author.username}`, revision: '1' })
})

test('N9: killed before it came to its case, a report of words that were edited still brings both versions there', async () => {
  const { about, revision, kept, id } = await editedMeanwhile()
  const died = () => Promise.reject(new Killed())
  const filing = justBefore(['cases', 'insertOne'], died, () =>
    fileReport(undefined, complaint(about, { revision: Number(revision) })),
  )
  await assert.rejects(filing, Killed)
  assert.equal(await Cases.countDocuments({ subject: `post:${id}` }), 0)
  await settleReports()
  const { found, words } = await kept()
  assert.deepEqual(words, BOTH)
  assert.deepEqual([found.subjects.length, found.subjects[0]?.revision], [1, 2])
})
