import '../support/env.ts'

import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import supertest from 'supertest'
import { Accounts } from '../../src/auth/account.ts'
import { Messages } from '../../src/chat/message.ts'
import { nowMs } from '../../src/clock.ts'
import { Posts } from '../../src/forum/post.ts'
import { Revisions } from '../../src/forum/revision.ts'
import { Topics } from '../../src/forum/topic.ts'
import { Images } from '../../src/media/image.ts'
import { Tags } from '../../src/media/tag.ts'
import { Reactions } from '../../src/reactions/reaction.ts'
import { readTalk } from '../../src/seeding/demo/chat.ts'
import { demoMarker, emptyDemoFolder } from '../../src/seeding/demo/folder.ts'
import { makeDemo } from '../../src/seeding/demo/make.ts'
import { demoPassword } from '../../src/seeding/demo/people.ts'
import { readScript, type Script } from '../../src/seeding/demo/read.ts'
import { signIn } from '../support/accounts.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
const get = (path: string) => supertest(holder.site.server).get(path)

/** Each on the post that the script gives it, with what it shows in words. */
async function picturesHang(script: Script): Promise<void> {
  const images = await Images.find().lean()
  const written = script.topics.flatMap((topic) => topic.posts.flatMap((post) => post.pictures))
  assert.equal(images.filter((image) => image.place?.kind === 'post').length, written.length)
  const faces = script.members.filter((member) => member.face)
  assert.equal(images.filter((image) => image.place?.kind === 'avatar').length, faces.length)
  const said = readTalk().filter(({ picture }) => picture)
  assert.equal(images.filter((image) => image.place?.kind === 'message').length, said.length)
  assert.equal(images.length, written.length + faces.length + said.length, 'none is left in a draft')
  const showing = await Posts.find({ images: { $exists: true, $ne: [] } }, 'images').lean()
  assert.equal(showing.flatMap((post) => post.images ?? []).length, written.length)
  assert.ok(images.every((image) => image.place?.kind !== 'post' || (image.alt?.length ?? 0) > 15))
}

test('the demo makes a whole, consistent forum', async () => {
  const script = readScript()
  const made = await makeDemo(script)
  assert.ok(Math.abs(nowMs() - Date.now()) < 1000, 'the clock is right again')
  assert.equal(await Topics.countDocuments(), made.topics)
  assert.equal(await Posts.countDocuments(), made.posts)
  assert.equal(await Accounts.countDocuments(), made.members)
  assert.ok((await Revisions.countDocuments()) >= 5)

  const talk = await Messages.find().sort({ seq: 1 }).lean()
  assert.equal(talk.length, readTalk().length)
  assert.deepEqual(
    talk.map(({ createdAt }) => createdAt),
    talk.map(({ createdAt }) => createdAt).toSorted((one, other) => one.getTime() - other.getTime()),
    'the town talks in the order of time',
  )
  assert.ok((await get('/chat/general').expect(200)).text.includes('Is it me or did somebody leave the gate'))

  await picturesHang(script)
  assert.ok((await Reactions.countDocuments()) > 500)
  assert.ok((await Tags.countDocuments({ kind: 'label' })) > 40)
  assert.ok((await Tags.countDocuments({ kind: 'person', state: 'accepted' })) >= 3)
  assert.ok((await Topics.countDocuments({ 'labels.0': { $exists: true } })) > 30)

  for (const topic of await Topics.find().sort({ _id: 1 }).lean()) {
    const posts = await Posts.find({ topic: topic._id }).sort({ number: 1 }).lean()
    assert.deepEqual(
      posts.map((post) => post.number),
      posts.map((_, index) => index + 1),
    )
    const times = posts.map((post) => post.createdAt.getTime())
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    )
    assert.equal(topic.lastNumber, posts.length)
    assert.ok(posts.every((post) => post.board.equals(topic.board)))
    const last = posts.findLast((post) => !post.removedAt)
    if (posts.at(-1) === last) assert.equal(topic.lastAt.getTime(), last?.createdAt.getTime())
  }
  const begun = (await Topics.find({}, 'createdAt').sort({ _id: 1 }).lean()).map((topic) => +topic.createdAt)
  assert.deepEqual(
    begun,
    begun.toSorted((a, b) => a - b),
    'topic numbers rise with time',
  )
  const removed = script.topics.flatMap((topic) => topic.posts).filter((post) => post.isRemoved)
  assert.equal(
    await Posts.countDocuments({ removedBy: 'author', clearing: { $exists: false } }),
    removed.length,
  )
})

test('on its pages every quote and every mention is filled', async () => {
  const quoting = await Posts.find({ html: /data-quote|data-mention/ }, 'topic number board').lean()
  assert.ok(quoting.length >= 25, String(quoting.length))
  const agent = supertest.agent(holder.site.server)
  agent.set('Sec-Fetch-Site', 'same-origin')
  await signIn(agent, { username: 'maureen' }, demoPassword)
  for (const topic of new Set(quoting.map((post) => post.topic))) {
    const page = await agent.get(`/t/x/${topic}`).redirects(1).expect(200)
    assert.doesNotMatch(page.text, /quote-removed|former member|\[quote /)
    assert.doesNotMatch(page.text, /<p>(?:>>|&gt;&gt;|!!|~~|==) /)
  }
})

test('its lists look alive, and its members-only board stays among members', async () => {
  const home = await get('/').expect(200)
  assert.match(home.text, /Gardens and growing/)
  assert.doesNotMatch(home.text, /front room/i)
  await get('/c/front-room').expect(404)
  for (const path of ['/top', '/top/month', '/top/year'])
    assert.match((await get(path).expect(200)).text, /What did you see on your walk today\?/)
  const found = await get('/search?q=goat').set('Accept', 'application/json').expect(200)
  assert.ok(found.body.posts.length >= 3)
  const profile = await get('/u/maureen').expect(200)
  assert.match(profile.text, /custard for fewer than ninety/)
})

test('only an empty folder or an earlier demo is made into a demo', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-demo-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await emptyDemoFolder(folder)
  assert.deepEqual(await readdir(folder), [demoMarker])
  await writeFile(join(folder, 'secret'), 'of the old demo')
  await emptyDemoFolder(folder)
  assert.deepEqual(await readdir(folder), [demoMarker], 'an earlier demo is emptied')
  await rm(join(folder, demoMarker))
  await writeFile(join(folder, 'thesis.txt'), 'not to be lost')
  await assert.rejects(emptyDemoFolder(folder), /not a demo, so nothing in it was touched/)
  assert.deepEqual(await readdir(folder), ['thesis.txt'])
})
