import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import type { Account } from '../../src/auth/account.ts'
import { Drafts, saveDraft } from '../../src/drafts/draft.ts'
import { Gone } from '../../src/errors.ts'
import { changeBoard } from '../../src/forum/board.ts'
import { Bookmarks } from '../../src/forum/bookmark.ts'
import { completeTopics } from '../../src/forum/complete.ts'
import { editPost } from '../../src/forum/edit.ts'
import { clearPost, hidePost, Posts } from '../../src/forum/post.ts'
import { removePost } from '../../src/forum/removal.ts'
import { keepRevision, Revisions } from '../../src/forum/revision.ts'
import { markGoing, Topics } from '../../src/forum/topic.ts'
import { onChanged, onPublish } from '../../src/live/bus.ts'
import { laterDone } from '../../src/live/later.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { justBefore, killedAfter } from '../support/broken-writes.ts'
import { archiveBoard, makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
const guest = () => request(here.site.server)

test('N8: deleting asks once and says what happens and what cannot be undone', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { id } = await makeTopic()
  const post = await makePost({ topic: id, author: account, body: 'words to be gone' })
  const page = await agent.get(`/posts/${post._id}/delete`).expect(200)
  assert.match(page.text, /This cannot be undone/)
  assert.match(page.text, /Copies that other people made are beyond our control/)
  assert.match(page.text, /words to be gone/)
  assert.ok((await Posts.findById(post._id).lean())?.source, 'asking deletes nothing')
})

test('N8: text, revisions, drafts, bookmarks, search entry and kept pages go before the answer', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { id, path } = await makeTopic()
  const post = await makePost({ topic: id, author: account, body: 'quokkasecret one' })
  await editPost(account, String(post._id), { body: 'quokkasecret two' })
  await saveDraft(account._id, `edit:${post._id}`, { title: '', body: 'quokkasecret three' })
  await Bookmarks.collection.insertOne({ account: account._id, post: post._id, topic: id, at: new Date() })
  assert.match((await guest().get(path)).text, /quokkasecret/, 'the page is kept from now on')
  const answer = await agent.post(`/posts/${post._id}?_method=DELETE`).expect(303)
  assert.equal(answer.headers.location, `${path}/2#post-2`)
  const left = await Posts.findById(post._id).lean()
  assert.equal(left?.number, 2)
  assert.equal(left?.removedBy, 'author')
  assert.equal(left?.author, null)
  for (const field of ['source', 'html', 'text', 'title', 'clearing'])
    assert.equal(field in (left ?? {}), false, field)
  assert.equal(await Revisions.countDocuments({ post: post._id }), 0)
  assert.equal(await Drafts.countDocuments({ key: `edit:${post._id}` }), 0)
  assert.equal(await Bookmarks.countDocuments({ post: post._id }), 0)
  assert.equal(await Posts.countDocuments({ $text: { $search: 'quokkasecret' } }), 0)
  const page = await guest().get(path).expect(200)
  assert.doesNotMatch(page.text, /quokkasecret/)
  assert.match(page.text, /Removed by its author/)
  assert.doesNotMatch(page.text, new RegExp(account.username))
})

test('N8: a draft that holds the removed words goes with them, and other words on their way stay', async () => {
  const author = await makeAccount()
  const other = await makeAccount()
  const board = await makeBoard()
  const topic = await makeTopic({ author, board, body: 'the numbat came by at night' })
  await makePost({ topic: topic.id, author: other, body: 'it keeps the topic' })
  await laterDone()
  const words = 'a quiet word about the wombat'
  const keys = async (account: Account) =>
    (await Drafts.find({ account: account._id }).lean()).map(({ key }) => key).sort()
  for (const body of [words, 'a quiet word about', `${words}, and more`]) {
    const post = await makePost({ topic: topic.id, author, body: words })
    await laterDone()
    for (const account of [author, other])
      await saveDraft(account._id, `reply:${topic.id}`, { title: '', body })
    await saveDraft(author._id, 'reply:4711', { title: '', body })
    await removePost(author, String(post._id))
    assert.deepEqual(await keys(author), ['reply:4711'], body)
    assert.deepEqual(await keys(other), [`reply:${topic.id}`])
  }
  const short = await makePost({ topic: topic.id, author, body: 'Yes' })
  await laterDone()
  await saveDraft(author._id, `reply:${topic.id}`, { title: '', body: 'Yes, and this is half a thought' })
  await removePost(author, String(short._id))
  assert.deepEqual(await keys(author), [`reply:${topic.id}`, 'reply:4711'])
  await saveDraft(author._id, `new:${board.slug}`, { title: 'x', body: 'the numbat came by at night' })
  await removePost(author, String(topic.post._id))
  assert.deepEqual(await keys(author), [`reply:${topic.id}`, 'reply:4711'])
})

test('N8: a draft with the removed words does not outlive a crash in the middle of the removal', async () => {
  const author = await makeAccount()
  const { id } = await makeTopic()
  const post = await makePost({ topic: id, author, body: 'words that were told to nobody' })
  await laterDone()
  await saveDraft(author._id, `reply:${id}`, { title: '', body: 'words that were told to nobody' })
  // What the process was doing after the words went is lost with it.
  const stop = onChanged((tags) => {
    if (tags.includes(`post:${post._id}`)) throw new Error('killed')
  })
  await assert.rejects(removePost(author, String(post._id)), /killed/)
  stop()
  assert.equal((await Posts.findById(post._id).lean())?.source, undefined)
  await completeTopics()
  assert.equal(await Drafts.countDocuments({ account: author._id }), 0)
})

test('N8: the address of a deleted post answers 410, whoever asks and whatever they ask for', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { id } = await makeTopic()
  const post = await makePost({ topic: id, author: account })
  await removePost(account, String(post._id))
  for (const path of ['', '/revisions']) await guest().get(`/posts/${post._id}${path}`).expect(410)
  for (const path of ['', '/edit', '/delete', '/revisions'])
    await agent.get(`/posts/${post._id}${path}`).expect(410)
  await agent.put(`/posts/${post._id}`).type('form').send({ body: 'back again' }).expect(410)
  await agent.delete(`/posts/${post._id}`).expect(410)
  const json = await guest().get(`/posts/${post._id}`).set('Accept', 'application/json').expect(410)
  assert.equal(json.body.status, 410)
})

test('N8: quotes of a deleted post say that it was removed', async () => {
  const { id, path, author } = await makeTopic()
  const post = await makePost({ topic: id, author, body: 'a sentence worth quoting' })
  const other = await makeTopic({ body: `[quote ${id}/2@1]\n\nI agree.` })
  const before = await guest().get(other.path)
  assert.match(before.text, /a sentence worth quoting/)
  assert.match(before.text, new RegExp(`href="${path}/2#post-2"`))
  await removePost(author, String(post._id))
  const after = await guest().get(other.path)
  assert.doesNotMatch(after.text, /a sentence worth quoting/)
  assert.match(after.text, /The quoted post was removed\./)
})

test('N8: with replies the topic stays under its title, and its author may still change that', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { id, path, post } = await makeTopic({ author: account, title: 'My very own title' })
  await makePost({ topic: id, body: 'an answer' })
  await agent.delete(`/posts/${post._id}`).set('Accept', 'application/json').expect(200)
  const page = await guest().get(path).expect(200)
  assert.match(page.text, /My very own title/)
  assert.match(page.text, /an answer/)
  assert.doesNotMatch(page.text, new RegExp(account.username))
  const renamed = await agent.put(`/t/${id}`).type('form').send({ title: 'Another title' }).expect(303)
  assert.equal(renamed.headers.location, `/t/another-title/${id}`)
  assert.equal('title' in ((await Posts.findById(post._id).lean()) ?? {}), false, 'not back in the search')
})

test('N8: without replies the topic goes, and its address says that it is gone', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { id, path, post, board } = await makeTopic({ author: account, title: 'Short lived title' })
  await guest().get(path).expect(200)
  const form = await agent.get(`/posts/${post._id}/delete`)
  assert.match(form.text, /the whole topic goes/)
  const answer = await agent.post(`/posts/${post._id}?_method=DELETE`).expect(303)
  assert.equal(answer.headers.location, `/c/${board.slug}`)
  await guest().get(path).expect(410)
  await guest().get(`/t/${id}`).expect(410)
  await agent.post(`/t/${id}/posts`).type('form').send({ body: 'too late' }).expect(410)
  assert.equal(await Topics.countDocuments({ _id: id }), 0)
  assert.equal(JSON.stringify(await Posts.find({ topic: id }).lean()).includes('Short lived'), false)
})

test('with a topic go the replies to it that nobody can send any more', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { id, post, author } = await makeTopic()
  const other = await makeTopic()
  for (const topic of [id, other.id])
    await agent.put(`/my/drafts/reply:${topic}`).send({ body: 'half a reply' }).expect(303)
  await removePost(author, String(post._id))
  const left = await Drafts.find({ account: account._id }).lean()
  assert.deepEqual(
    left.map(({ key }) => key),
    [`reply:${other.id}`],
  )
})

test('a topic goes with its last post, and its end moves back while others stay', async () => {
  const first = await makeAccount()
  const second = await makeAccount()
  const { id, post } = await makeTopic({ author: first })
  const reply = await makePost({ topic: id, author: second })
  const third = await makePost({ topic: id, author: first })
  await removePost(first, String(third._id))
  const topic = await Topics.findById(id).lean()
  assert.equal(String(topic?.lastAuthor), String(second._id))
  assert.deepEqual(topic?.lastAt, reply.createdAt)
  assert.equal(topic?.lastNumber, 3, 'numbers are never given twice')
  const fourth = await makePost({ topic: id, author: second })
  assert.equal(fourth.number, 4)
  await removePost(first, String(post._id))
  await removePost(second, String(reply._id))
  assert.equal(await Topics.countDocuments({ _id: id }), 1)
  await removePost(second, String(fourth._id))
  assert.equal(await Topics.countDocuments({ _id: id }), 0)
})

test('N9: nobody but its author deletes a post, whatever their role', async () => {
  const { id } = await makeTopic()
  const post = await makePost({ topic: id })
  for (const role of ['member', 'moderator', 'admin'] as const) {
    const { agent } = await signedInAgent(here.site, { role })
    await agent.get(`/posts/${post._id}/delete`).expect(403)
    await agent.delete(`/posts/${post._id}`).expect(403)
  }
  await guest().delete(`/posts/${post._id}`).set('Accept', 'application/json').expect(401)
  assert.ok((await Posts.findById(post._id).lean())?.source)
})

test('N8: one can delete in archived boards too', async () => {
  const board = await makeBoard()
  const { agent, account } = await signedInAgent(here.site)
  const { post } = await makeTopic({ board, author: account })
  await archiveBoard(board)
  await agent.delete(`/posts/${post._id}`).set('Accept', 'application/json').expect(200)
})

test('N8: in a board that one cannot read any more one’s own words can still be taken back, and nothing else is told', async () => {
  const board = await makeBoard()
  const { agent, account } = await signedInAgent(here.site)
  const { id, slug } = await makeTopic({ board, title: 'A secret plan' })
  const [mine, other] = [
    await makePost({ topic: id, author: account, body: 'Mine to take.' }),
    await makePost({ topic: id }),
  ]
  const alone = await makeTopic({ board, author: account, title: 'A plan alone' })
  await changeBoard(board.slug, { audience: 'staff', name: 'Secret board' })
  await agent.get(`/posts/${other._id}/delete`).expect(404)
  await agent.delete(`/posts/${other._id}`).expect(404)
  await agent.get(`/posts/${mine._id}/edit`).expect(404)
  const form = await agent.get(`/posts/${mine._id}/delete`).expect(200)
  assert.match(form.text, /Mine to take/)
  assert.doesNotMatch(form.text, new RegExp(`[Ss]ecret|${slug}|${board.slug}`))
  const gone = await agent.delete(`/posts/${mine._id}`).expect(303)
  assert.equal(gone.headers.location, '/')
  assert.equal((await Posts.findById(mine._id).lean())?.source, undefined)
  await agent.delete(`/posts/${mine._id}`).expect(404)
  const last = await agent.delete(`/posts/${alone.post._id}`).set('Accept', 'application/json').expect(200)
  assert.doesNotMatch(JSON.stringify(last.body), new RegExp(`plan|${board.slug}`))
  assert.equal(await Topics.countDocuments({ _id: alone.id }), 0)
})

test('N9: what a decision took from everybody cannot be deleted from outside the board either', async () => {
  const board = await makeBoard()
  const { agent, account } = await signedInAgent(here.site)
  const { id } = await makeTopic({ board })
  const post = await makePost({ topic: id, author: account })
  await hidePost(post._id, 'D-1')
  await changeBoard(board.slug, { audience: 'staff' })
  await agent.get(`/posts/${post._id}/delete`).expect(404)
  await agent.delete(`/posts/${post._id}`).expect(404)
  assert.ok((await Posts.findById(post._id).lean())?.source)
})

test('deleting twice at once succeeds once', async () => {
  const { id } = await makeTopic()
  const author = await makeAccount()
  const post = await makePost({ topic: id, author })
  const results = await Promise.allSettled([1, 2, 3].map(() => removePost(author, String(post._id))))
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1)
})

test('N8: an edit at the same moment as the deletion leaves nothing behind', async () => {
  const { id } = await makeTopic()
  const author = await makeAccount()
  for (let round = 0; round < 8; round++) {
    const post = await makePost({ topic: id, author, body: `round ${round}` })
    await Promise.allSettled([
      editPost(author, String(post._id), { body: `changed ${round}` }),
      removePost(author, String(post._id)),
    ])
    const left = await Posts.findById(post._id).lean()
    assert.equal(left?.removedBy, 'author')
    assert.equal(left?.source, undefined)
    assert.equal(await Revisions.countDocuments({ post: post._id }), 0)
  }
})

test('N8: an edit that is killed in the moment of the deletion leaves no old words after the next start', async () => {
  const author = await makeAccount()
  const { id: topic } = await makeTopic()
  const act = (id: string) =>
    justBefore(
      ['revisions', 'updateOne'],
      () => removePost(author, id),
      () => editPost(author, id, { body: 'Other words.' }).catch((error) => assert.ok(error instanceof Gone)),
    )
  for (let writes = 0, isThrough = false; !isThrough; writes += 1) {
    const { _id } = await makePost({ topic, author, body: 'Old words.' })
    await laterDone()
    isThrough = await killedAfter(writes, () => act(String(_id)))
    await laterDone()
    await completeTopics()
    const left = await Posts.findById(_id).lean()
    if (left?.source === undefined)
      assert.equal(await Revisions.countDocuments({ post: _id }), 0, `killed after ${writes} writes`)
    else assert.equal(left.source, 'Old words.')
  }
})

test('a reply at the same moment as the deletion of the only post keeps its topic', async () => {
  for (let round = 0; round < 5; round++) {
    const { id, post, author } = await makeTopic()
    const other = await makeAccount()
    const [reply] = await Promise.allSettled([
      makePost({ topic: id, author: other, body: 'still here' }),
      removePost(author, String(post._id)),
    ])
    const topics = await Topics.countDocuments({ _id: id, goneAt: null })
    assert.equal(topics, reply.status === 'fulfilled' ? 1 : 0)
  }
})

test('N8: what a crash left of a deletion is completed at the next start', async () => {
  const author = await makeAccount()
  const { id, post } = await makeTopic({ author })
  const words = { source: 'old', html: 'old', text: 'old', at: new Date() }
  await keepRevision({ post: post._id, revision: 1, ...words })
  await clearPost(post._id, author._id)
  await completeTopics()
  assert.equal(await Revisions.countDocuments({ post: post._id }), 0)
  assert.equal(await Topics.countDocuments({ _id: id }), 0)
  const other = await makeTopic()
  await markGoing(other.id)
  await completeTopics()
  assert.equal(await Topics.countDocuments({ _id: other.id, goneAt: null, settling: null }), 1)
})

test('those who read the topic hear of the removal after the answer', async () => {
  const { id, post, author, board } = await makeTopic()
  await laterDone()
  const told: string[] = []
  const stop = onPublish((room, event) => told.push(`${room} ${event}`))
  await removePost(author, String(post._id))
  await laterDone()
  stop()
  assert.deepEqual(told, [`topic:${id} post:removed`, `topic:${id} topic:gone`])
  assert.ok(board)
})
