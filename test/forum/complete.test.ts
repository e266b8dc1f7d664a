import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Types } from 'mongoose'
import { completeTopics } from '../../src/forum/complete.ts'
import { insertPost, Posts } from '../../src/forum/post.ts'
import { Topics } from '../../src/forum/topic.ts'
import { flushTails, noteTail } from '../../src/forum/topic-tails.ts'
import { writeWords } from '../../src/forum/words.ts'
import { makeAccount } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumDatabase } from '../support/forum-site.ts'

forumDatabase()

test('a topic whose posts are newer than its record is completed at the start', async () => {
  const { id, author } = await makeTopic()
  for (let n = 0; n < 3; n++) await makePost({ topic: id, author })
  await flushTails()
  await Topics.collection.updateOne({ _id: id as never }, { $set: { lastNumber: 1, lastAuthor: null } })
  await completeTopics()
  const topic = await Topics.findById(id).lean()
  assert.equal(topic?.lastNumber, 4)
  assert.equal(String(topic?.lastAuthor), String(author._id))
  await completeTopics()
  assert.equal((await Topics.findById(id).lean())?.lastNumber, 4)
})

test('a topic of which only the first post was stored is there after the next start', async () => {
  const board = await makeBoard()
  const author = await makeAccount()
  const words = await writeWords(author, 'only half a topic')
  const place = { topic: 4711, number: 1, board: board._id, author: author._id }
  const labels = [{ key: 'half', words: 'Half' }]
  await insertPost({ ...words, ...place, title: 'Half a topic', labels, replyTo: null })
  await completeTopics()
  const topic = await Topics.findById(4711).lean()
  assert.equal(topic?.title, 'Half a topic')
  assert.equal(topic?.slug, 'half-a-topic')
  assert.deepEqual(topic?.labels, labels)
  assert.equal(String(topic?.author), String(author._id))
})

test('a move that a crash cut short is carried to the posts', async () => {
  const { id } = await makeTopic()
  const board = await makeBoard()
  await Topics.collection.updateOne({ _id: id as never }, { $set: { board: board._id, settling: true } })
  await completeTopics()
  assert.equal(await Posts.countDocuments({ topic: id, board: board._id }), 1)
  assert.equal(await Topics.countDocuments({ settling: true }), 0)
})

test('an acknowledged reply brings back a topic that another process took away meanwhile', async () => {
  const { id, author, board } = await makeTopic()
  const reply = await makePost({ topic: id, author })
  await flushTails()
  await Topics.collection.deleteOne({ _id: id as never })
  const tail = { lastNumber: reply.number, lastAt: reply.createdAt, lastAuthor: author._id }
  noteTail(id, { ...tail, board: board._id })
  await flushTails()
  assert.equal((await Topics.findById(id).lean())?.lastNumber, 2)
})

test('a topic without any post is not brought back', async () => {
  const board = new Types.ObjectId()
  noteTail(99_999, { lastNumber: 5, lastAt: new Date(), lastAuthor: null, board })
  await flushTails()
  assert.equal(await Topics.countDocuments({ _id: 99_999 }), 0)
})
