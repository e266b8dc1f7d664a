import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { editPost } from '../../src/forum/edit.ts'
import { Posts } from '../../src/forum/post.ts'
import { removePost } from '../../src/forum/removal.ts'
import { retitleTopic } from '../../src/forum/stewardship.ts'
import { Topics } from '../../src/forum/topic.ts'
import { Cases, findCase } from '../../src/reports/case.ts'
import { decisionsOf } from '../../src/reports/decision.ts'
import { loadEvidence } from '../../src/reports/evidence.ts'
import { report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
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
