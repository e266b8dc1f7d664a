import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findBoard } from '../../src/forum/board-list.ts'
import { knowTopic } from '../../src/forum/known-topics.ts'
import { Posts } from '../../src/forum/post.ts'
import { topicPage } from '../../src/forum/topic-pages.ts'
import { changed } from '../../src/live/bus.ts'
import { makeTopic } from '../support/forum.ts'
import { forumDatabase } from '../support/forum-site.ts'

forumDatabase()

async function begin() {
  const { id, post } = await makeTopic({ body: 'version 0' })
  const topic = await knowTopic(id)
  const board = topic && (await findBoard(topic.board))
  assert.ok(topic && board)
  const page = () => topicPage(topic, board, 1)
  const rewrite = (html: string) => Posts.collection.updateOne({ _id: post._id }, { $set: { html } })
  return { id, post, page, rewrite }
}

const htmlOf = (page: Awaited<ReturnType<typeof topicPage>>) => {
  const [first] = page.posts
  return first && 'html' in first ? first.html : undefined
}

test('a page that was built while something on it changed is not kept', async () => {
  for (const tag of ['topic', 'post'] as const) {
    const { id, post, page, rewrite } = await begin()
    const building = page()
    await rewrite('<p>version 1</p>')
    await changed(tag === 'topic' ? `topic:${id}` : `post:${post._id}`)
    await building
    assert.equal(htmlOf(await page()), '<p>version 1</p>')
  }
})

test('a page is built once for all who ask at the same moment, and kept for those who follow', async () => {
  const { id, page, rewrite } = await begin()
  const [one, two] = await Promise.all([page(), page()])
  assert.equal(one, two)
  await rewrite('<p>not announced</p>')
  assert.equal(await page(), one)
  await changed(`topic:${id}`)
  assert.equal(htmlOf(await page()), '<p>not announced</p>')
})
