import '../support/env.ts'

import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import supertest from 'supertest'
import type { Account } from '../../src/auth/account.ts'
import { minutes, moveClock } from '../../src/clock.ts'
import { type Board, changeBoard } from '../../src/forum/board.ts'
import { moveTopic, retitleTopic } from '../../src/forum/stewardship.ts'
import { makeAccount } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()

let board: Board
let author: Account
let topic: Awaited<ReturnType<typeof makeTopic>>
let word: string
let count = 0

beforeEach(async () => {
  count += 1
  word = `tapir${count}tapir`
  board = await makeBoard()
  author = await makeAccount()
  topic = await makeTopic({ board, author, title: `A ${word}`, body: `Words about the ${word}.` })
  await makePost({ topic: topic.id, author, body: `More about the ${word}.` })
})

/** Every page a guest can meet the words on; each is read twice, so that the second may come from memory. */
async function meetings(): Promise<string[]> {
  const places = [
    '/',
    '/latest',
    '/new',
    '/top',
    `/c/${board.slug}`,
    topic.path,
    `/u/${author.username}`,
    `/search?q=${word}&x=1`,
    '/feed',
    `/c/${board.slug}/feed`,
    `${topic.path}/feed`,
  ]
  const met: string[] = []
  for (const path of places)
    for (const _ of [1, 2]) {
      const answer = await supertest(holder.site.server).get(path)
      const text = answer.text ?? String(answer.body)
      const hit = path.startsWith('/search') ? `<mark>${word}` : word
      // The page that says "nothing here" repeats the address that was asked for, and with it the slug.
      if (answer.status === 200 && text.includes(hit) && !met.includes(path)) met.push(path)
    }
  return met
}

/** "Top" lets an answer stand for a hundred times as long as counting took, 200 seconds at most; all other places know at once. */
async function isEverywhere(): Promise<void> {
  moveClock(minutes(4))
  assert.equal((await meetings()).length, 11)
}

async function isInSitemap(): Promise<boolean> {
  return (await supertest(holder.site.server).get('/sitemap/topics-1.xml')).text.includes(`${topic.path}<`)
}

test('a topic that moves to a closed board is gone from everything a guest can read, at once', async () => {
  await isEverywhere()
  assert.equal(await isInSitemap(), true)
  const moderator = await makeAccount({ role: 'moderator' })
  const staffRoom = await makeBoard({ audience: 'staff' })
  await moveTopic(moderator, topic.id, staffRoom.slug)
  assert.deepEqual(await meetings(), [])
  assert.equal(await isInSitemap(), false)
})

test('a board that closes takes all of it along, and back again when it opens', async () => {
  await isEverywhere()
  await changeBoard(board.slug, { audience: 'members', isArchived: false })
  assert.deepEqual(await meetings(), [])
  assert.equal(await isInSitemap(), false)
  await changeBoard(board.slug, { audience: 'public', isArchived: false })
  await isEverywhere()
})

test('a new title stands everywhere at once, and the old one nowhere', async () => {
  await supertest(holder.site.server).get('/sitemap/topics-1.xml').expect(200)
  const before = word
  await isEverywhere()
  await retitleTopic(author, topic.id, { title: 'An oryx' })
  for (const path of ['/', '/latest', '/new', '/top', `/c/${board.slug}`, `/u/${author.username}`, '/feed']) {
    const { text, body } = await supertest(holder.site.server).get(path)
    assert.match(text ?? String(body), /An oryx/, path)
    assert.ok(!(text ?? String(body)).includes(`A ${before}`), path)
  }
  assert.equal(await isInSitemap(), false, 'the slug in the address has changed')
})
