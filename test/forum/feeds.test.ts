import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import supertest from 'supertest'
import { editPost } from '../../src/forum/edit.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
const get = (path: string) => supertest(holder.site.server).get(path)
const site = 'http://localhost:3000'

async function feed(path: string) {
  const answer = await get(path).expect(200).expect('Content-Type', 'application/atom+xml; charset=utf-8')
  const text = answer.text ?? String(answer.body)
  const entries = text.split('<entry>').slice(1)
  return { text, entries, etag: String(answer.headers.etag) }
}

test('the feed of the site has the newest topics of all public boards, with their words', async () => {
  const one = await makeTopic({ title: 'First & foremost', body: 'Hello **there**.' })
  const two = await makeTopic({ title: 'Second' })
  const { text, entries } = await feed('/feed')
  assert.ok(text.startsWith('<?xml version="1.0" encoding="utf-8"?>'))
  assert.ok(text.includes(`<link rel="self" type="application/atom+xml" href="${site}/feed"/>`))
  assert.match(entries[0] ?? '', /<title>Second<\/title>/)
  assert.match(entries[1] ?? '', /<title>First &amp; foremost<\/title>/)
  assert.ok(entries[1]?.includes('&lt;strong&gt;there&lt;/strong&gt;'))
  assert.ok(entries[1]?.includes(`<id>${site}/posts/${one.post._id}</id>`))
  assert.ok(entries[0]?.includes(`href="${site}${two.path}"`))
  assert.ok(entries[0]?.includes(`<uri>${site}/u/${two.author.username}</uri>`))
})

test('the feed of a board has its topics only, that of a topic its posts, newest first', async () => {
  const board = await makeBoard({ name: 'Only this', description: 'Of one board.' })
  const topic = await makeTopic({ board, title: 'Inside' })
  await makeTopic({ title: 'Outside' })
  await makePost({ topic: topic.id, body: 'A reply to it.' })
  const ofBoard = await feed(`/c/${board.slug}/feed`)
  assert.equal(ofBoard.entries.length, 1)
  assert.match(ofBoard.text, /<subtitle>Of one board\.<\/subtitle>/)
  const ofTopic = await feed(`${topic.path}/feed`)
  assert.equal(ofTopic.entries.length, 2)
  assert.match(ofTopic.entries[0] ?? '', /<title>Post 2: Inside<\/title>[\s\S]*A reply to it\./)
  await get(`/t/other-slug/${topic.id}/feed`).expect(301).expect('Location', `${topic.path}/feed`)
})

test('mentions and quotes are filled in, and every link is absolute', async () => {
  const quoted = await makeTopic({ title: 'Source', body: 'Words worth quoting.' })
  const person = await makeAccount()
  const body = `@${person.username} said:\n\n[quote ${quoted.id}/1@1]`
  const topic = await makeTopic({ title: 'Quoting', body })
  const { text } = await feed(`${topic.path}/feed`)
  assert.ok(text.includes(`href=&quot;${site}/u/${person.username}&quot;`), text)
  assert.match(text, /Words worth quoting/)
  assert.doesNotMatch(text, /(href|src)=&quot;\//)
  assert.doesNotMatch(text, /data-quote|data-mention/)
})

test('a feed is answered from memory until something in it changes', async () => {
  const topic = await makeTopic({ body: 'As it was.' })
  const path = `${topic.path}/feed`
  const { etag } = await feed(path)
  await get(path).set('If-None-Match', etag).expect(304)
  await editPost(topic.author, String(topic.post._id), { body: 'As it is now.' })
  const answer = await get(path).set('If-None-Match', etag).expect(200)
  assert.match(answer.text ?? String(answer.body), /As it is now/)
})

test('an edit moves the time of its entry', async () => {
  const topic = await makeTopic({ body: 'As it was.' })
  const before = await feed(`${topic.path}/feed`)
  await editPost(topic.author, String(topic.post._id), { body: 'As it is.' })
  const after = await feed(`${topic.path}/feed`)
  const times = (text: string) => [...text.matchAll(/<updated>([^<]+)<\/updated>/g)].map(([, at]) => at)
  const [published] = after.text.match(/(?<=<published>)[^<]+/) ?? []
  assert.deepEqual(times(before.text), [published, published])
  assert.ok(times(after.text).every((at) => String(at) > String(published)))
})

test('no feed where there is nothing', async () => {
  for (const path of ['/c/nowhere/feed', '/t/x/999999/feed', '/t/x/0/feed', '/t/x/y/feed', '/c/%00/feed'])
    await get(path).expect(404)
})

test('the sitemap lists parts by number, and robots are told where it is and what leads nowhere', async () => {
  const topic = await makeTopic()
  const index = await get('/sitemap.xml').expect(200).expect('Content-Type', 'application/xml; charset=utf-8')
  assert.ok(index.text.includes(`<loc>${site}/sitemap/topics-1.xml</loc>`))
  const part = await get('/sitemap/topics-1.xml').expect(200)
  assert.ok(part.text.includes(`<loc>${site}${topic.path}</loc><lastmod>`))
  for (const path of ['topics-2', 'topics-0', 'topics--1', 'topics-99999999', 'x'])
    await get(`/sitemap/${path}.xml`).expect(404)
  const robots = await get('/robots.txt').expect(200)
  assert.match(robots.text, /Disallow: \/search\n/)
  assert.ok(robots.text.includes(`Sitemap: ${site}/sitemap.xml`))
})

test('somebody who is signed in gets the same feed', async () => {
  const topic = await makeTopic()
  const { agent } = await signedInAgent(holder.site)
  const { text } = await feed(`${topic.path}/feed`)
  const own = await agent.get(`${topic.path}/feed`).expect(200)
  assert.equal(own.text ?? String(own.body), text)
})
