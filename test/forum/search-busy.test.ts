import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Types } from 'mongoose'
import supertest from 'supertest'
import { parseSearch } from '../../src/content/search-words.ts'
import { Unavailable } from '../../src/errors.ts'
import { Posts } from '../../src/forum/post.ts'
import { searchPosts } from '../../src/forum/search.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()

test('a search that takes too long is given up, with a sentence that helps', async () => {
  const { post } = await makeTopic()
  const rows = Array.from({ length: 6000 }, (_, at) => ({
    ...post,
    _id: new Types.ObjectId(),
    topic: 1_000_000,
    number: at + 1,
    text: `platypus ${at}`,
  }))
  await Posts.collection.insertMany(rows)
  const wanted = parseSearch('platypus')
  assert.ok(wanted)
  await assert.rejects(
    searchPosts(wanted, [post.board], undefined, 1),
    (error) => error instanceof Unavailable && /add a word that is rarer/.test(error.message),
  )
  const page = await supertest(holder.site.server).get('/search?q=platypus').expect(200)
  assert.doesNotMatch(page.text, /stopped looking/)
})

test('many searches at once are all answered: found, or asked to wait, never a fault', async () => {
  const search = () => supertest(holder.site.server).get('/search?q=platypus')
  const answers = await Promise.all(Array.from({ length: 60 }, search))
  const statuses = answers.map(({ status }) => status)
  assert.ok(
    statuses.every((status) => status === 200 || status === 503),
    statuses.join(),
  )
  assert.ok(statuses.filter((status) => status === 200).length >= 10, statuses.join())
  const refused = answers.filter(({ status }) => status === 503)
  assert.ok(refused.length > 0, 'the line has an end')
  for (const { headers, text } of refused) {
    assert.ok(Number(headers['retry-after']) > 0)
    assert.match(text, /Many people are searching/)
    assert.match(text, /value="platypus"/, 'the words are still in the form')
  }
})
