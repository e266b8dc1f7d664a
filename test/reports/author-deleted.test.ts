import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Accounts } from '../../src/auth/account.ts'
import { removeMessage } from '../../src/chat/removal.ts'
import { removePost } from '../../src/forum/removal.ts'
import { reachImage } from '../../src/media/reach.ts'
import { Tags } from '../../src/media/tag.ts'
import { finishTagRemovals } from '../../src/media/tag-removal.ts'
import { addTag, answerTag, removeTag } from '../../src/media/tagging.ts'
import { Cases } from '../../src/reports/case.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { chooseInterim } from '../../src/reports/interim-choice.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { makeMessage } from '../support/chat.ts'
import { complaint, report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { makePicturedTopic } from '../support/pictured-topic.ts'
import { reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff } = reviewers(here)

type Author = Awaited<ReturnType<typeof signedInAgent>>

interface Deletable {
  about: string
  subject: string
  remove(): Promise<unknown>
}

const empty = ({ agent, account }: Author) =>
  agent
    .put('/my/profile')
    .set(...json)
    .send({ name: account.username, bio: '' })
    .expect(200)

const kinds: Record<string, (author: Author) => Promise<Deletable>> = {
  post: async ({ account }) => {
    const { post } = await makeTopic({ author: account })
    const id = String(post._id)
    return { about: `/posts/${id}`, subject: `post:${id}`, remove: () => removePost(account, id) }
  },
  message: async ({ account }) => {
    const { id, about } = await makeMessage({ author: account, body: 'You are all fools.' })
    return { about, subject: `message:${id}`, remove: () => removeMessage(account, id) }
  },
  title: async ({ account }) => {
    const { id, post } = await makeTopic({ author: account })
    const remove = () => removePost(account, String(post._id))
    return { about: `/t/${id}`, subject: `topic:${id}`, remove }
  },
  picture: async ({ account, agent }) => {
    const { image, address } = await makePicturedTopic({ author: account })
    const remove = () =>
      agent
        .delete(address)
        .set(...json)
        .expect(200)
    return { about: address, subject: `image:${image}`, remove }
  },
  tag: async ({ account, agent }) => {
    const { image, address } = await makePicturedTopic({ author: account })
    const { tag } = await addTag(account, await reachImage(account, image), { label: 'A fool' })
    const about = `${address}/tags/${tag._id}`
    const remove = () =>
      agent
        .delete(about)
        .set(...json)
        .expect(200)
    return { about, subject: `tag:${tag._id}`, remove }
  },
  profile: async (author) => {
    const { _id, username } = author.account
    return { about: `/u/${username}`, subject: `profile:${_id}`, remove: () => empty(author) }
  },
}

async function pageOf(ref: string) {
  const { agent } = await staff()
  const { body } = await agent
    .get(`/review/${ref}`)
    .set(...json)
    .expect(200)
  const { text } = await agent.get(`/review/${ref}`).set('Accept', 'text/html').expect(200)
  const deletions = body.history.filter(({ act }: { act: string }) => act === 'deleted it')
  return { text, deletions }
}

const notice = 'Its author has deleted it.'

for (const [kind, make] of Object.entries(kinds))
  test(`the case of a ${kind} says when its author has deleted it`, async () => {
    const author = await signedInAgent(here.site, { bio: 'You are all fools.' })
    const { about, subject, remove } = await make(author)
    await report(here.site, { about })
    const found = await Cases.findOne({ subject }).lean()
    const ref = found?.ref ?? ''
    const before = await pageOf(ref)
    assert.deepEqual([before.text.includes(notice), before.deletions.length], [false, 0])
    await remove()
    const after = await pageOf(ref)
    assert.deepEqual([after.text.includes(notice), after.deletions.length], [true, 1])
    assert.equal(after.deletions[0].by, 'its author')
    assert.equal(after.deletions[0].words, found?.subjects[0]?.title)
  })

test('the words of a profile that a case hides can be deleted, and the case says so', async () => {
  const author = await signedInAgent(here.site, { bio: 'You are all fools.' })
  const { about, subject } = await (kinds.profile as (typeof kinds)[string])(author)
  await report(here.site, { about })
  const ref = (await Cases.findOne({ subject }).lean())?.ref ?? ''
  const { account } = await staff()
  const reason = 'It attacks people.'
  await chooseInterim(account, ref, { choice: 'hide', ground: 'appears_justified', reason })
  await empty(author)
  assert.equal((await pageOf(ref)).deletions.length, 1)
})

test('a tag that the owner of the picture removes was not deleted by its author', async () => {
  const owner = await signedInAgent(here.site)
  const tagger = await signedInAgent(here.site)
  const { about, subject } = await (kinds.tag as (typeof kinds)[string])(owner)
  const address = about.slice(0, about.indexOf('/tags/'))
  const image = address.slice('/images/'.length)
  const place = await reachImage(tagger.account, image)
  const { tag } = await addTag(tagger.account, place, { label: 'Another fool' })
  await report(here.site, { about: `${address}/tags/${tag._id}` })
  const ref = (await Cases.findOne({ subject: `tag:${tag._id}` }).lean())?.ref ?? ''
  await owner.agent
    .delete(`${address}/tags/${tag._id}`)
    .set(...json)
    .expect(200)
  const { text, deletions } = await pageOf(ref)
  assert.deepEqual([text.includes(notice), deletions.length], [false, 0])
  assert.match(text, /was removed by the person in it, or by whoever shows the picture/)
  assert.notEqual(subject, `tag:${tag._id}`)
})

test('N9: killed between any two writes of the removal of a tag, its case says what became of it after the start, once', async () => {
  for (const isByAuthor of [true, false]) {
    let isThrough = false
    for (let writes = 0; !isThrough; writes += 1) {
      const [tagger, owner, place] = [
        await makeAccount(),
        await makeAccount(),
        `killed after ${writes} writes`,
      ]
      const { image, address } = await makePicturedTopic({ author: owner })
      const { tag } = await addTag(tagger, await reachImage(tagger, image), { label: 'A fool' })
      await report(here.site, { about: `${address}/tags/${tag._id}` })
      const by = isByAuthor ? tagger : owner
      isThrough = await killedAfter(writes, () => removeTag(by, image, String(tag._id)))
      await finishTagRemovals()
      await finishTagRemovals()
      const found = await Cases.findOne({ subject: `tag:${tag._id}` }).lean()
      const said = found?.history.filter(({ act, words }) =>
        isByAuthor ? act === 'author-deleted' : /was removed by the person/.test(words),
      )
      const isThere = (await Tags.exists({ _id: tag._id })) !== null
      assert.equal(said?.length, isThere ? 0 : 1, place)
      assert.equal(isThere, writes === 0, place)
    }
  }
})

test('N9: killed between any two writes of the emptying of a profile, its case says so where the words are gone', async () => {
  let isThrough = false
  for (let writes = 0; !isThrough; writes += 1) {
    const author = await signedInAgent(here.site, { bio: 'You are all fools.' })
    const { about, subject } = await (kinds.profile as (typeof kinds)[string])(author)
    await report(here.site, { about })
    isThrough = await killedAfter(writes, () => empty(author))
    const ref = (await Cases.findOne({ subject }).lean())?.ref ?? ''
    const isEmpty = (await Accounts.findById(author.account._id).lean())?.bio === ''
    assert.equal((await pageOf(ref)).deletions.length, isEmpty ? 1 : 0, `killed after ${writes} writes`)
    assert.ok(isEmpty || !isThrough)
  }
})

test('the case of a tag says so when its person refused it', async () => {
  const [tagger, person] = [await makeAccount(), await makeAccount()]
  const { image, address } = await makePicturedTopic({ author: tagger })
  const { tag } = await addTag(tagger, await reachImage(tagger, image), { member: person.username })
  await fileReport(person, complaint(`${address}/tags/${tag._id}`))
  await answerTag(person, image, String(tag._id), 'refuse')
  const found = await Cases.findOne({ subject: `tag:${tag._id}` }).lean()
  assert.equal(found?.history.filter(({ words }) => /was removed by the person/.test(words)).length, 1)
})
