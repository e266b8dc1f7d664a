import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import supertest from 'supertest'
import { hidePost } from '../../src/forum/post.ts'
import { removePost } from '../../src/forum/removal.ts'
import { changed } from '../../src/live/bus.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
const guest = () => supertest(holder.site.server)

const textOf = (answer: { text?: string; body: unknown }) => answer.text ?? String(answer.body)

/** How many posts search finds: its page marks the words, so a text never stands there in one piece. */
async function countFound(word: string): Promise<number> {
  const { body } = await guest().get(`/search?q=${word}`).set('Accept', 'application/json').expect(200)
  return body.posts.length
}

/** All the places where words of a post can stand, read until the pages are kept. */
async function placesWith(word: string, paths: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const path of paths) if (textOf(await guest().get(path)).includes(word)) found.push(path)
  return found
}

test('N8: a removed post is gone from topic, search, feeds, profile and bookmarks before the answer', async () => {
  const board = await makeBoard()
  const author = await makeAccount()
  const topic = await makeTopic({ board, title: 'Stays' })
  const post = await makePost({ topic: topic.id, author, body: 'An axolotl was here.' })
  const { agent } = await signedInAgent(holder.site)
  await agent.put(`/posts/${post._id}/bookmark`).expect(303)
  const paths = [topic.path, `${topic.path}/feed`, `/u/${author.username}`]
  assert.deepEqual(await placesWith('axolotl was', paths), paths)
  assert.equal(await countFound('axolotl'), 1)
  await removePost(author, String(post._id))
  assert.deepEqual(await placesWith('axolotl was', paths), [])
  assert.equal(await countFound('axolotl'), 0)
  const bookmarks = await agent.get('/bookmarks').set('Accept', 'application/json')
  assert.deepEqual(bookmarks.body.posts, [])
})

test('N8: a topic whose only post is removed goes from every list, feed and the sitemap', async () => {
  const board = await makeBoard()
  const author = await makeAccount()
  const title = 'Ephemeral pangolin'
  const topic = await makeTopic({ board, author, title })
  const paths = [
    '/',
    '/latest',
    '/new',
    '/feed',
    `/c/${board.slug}`,
    `/c/${board.slug}/feed`,
    `/u/${author.username}`,
  ]
  assert.deepEqual(await placesWith(title, paths), paths)
  const sitemap = async () => (await guest().get('/sitemap/topics-1.xml')).text.includes(`${topic.path}<`)
  assert.equal(await sitemap(), true)
  assert.equal(await countFound('pangolin'), 1)
  await removePost(author, String(topic.post._id))
  assert.deepEqual(await placesWith(title, paths), [])
  assert.equal(await countFound('pangolin'), 0)
  assert.equal(await sitemap(), false)
})

test('N8: when the first post goes and replies stay, lists keep the title and feeds lose the words', async () => {
  const board = await makeBoard()
  const author = await makeAccount()
  const topic = await makeTopic({ board, author, title: 'Kept title', body: 'The first words of an ocelot.' })
  await makePost({ topic: topic.id, body: 'A reply that stays.' })
  const paths = ['/feed', `/c/${board.slug}/feed`, `${topic.path}/feed`, topic.path]
  assert.deepEqual(await placesWith('an ocelot', paths), paths)
  assert.equal(await countFound('ocelot'), 1)
  await removePost(author, String(topic.post._id))
  assert.deepEqual(await placesWith('an ocelot', paths), [])
  assert.equal(await countFound('ocelot'), 0)
  assert.deepEqual(await placesWith('Kept title', ['/latest', `/c/${board.slug}`]), [
    '/latest',
    `/c/${board.slug}`,
  ])
})

test('what a decision hides is in no search, feed or profile either', async () => {
  const author = await makeAccount()
  const topic = await makeTopic({ author, title: 'Hidden soon', body: 'The quokka text.' })
  await makePost({ topic: topic.id })
  const paths = [`${topic.path}/feed`, `/u/${author.username}`, '/feed']
  assert.deepEqual(await placesWith('The quokka text', paths), paths)
  assert.equal(await countFound('quokka'), 1)
  await hidePost(topic.post._id, 'D-1')
  await changed(`post:${topic.post._id}`, `topic:${topic.id}`, `posts-by:${author._id}`)
  assert.deepEqual(await placesWith('The quokka text', [...paths, topic.path]), [])
  assert.equal(await countFound('quokka'), 0)
})
