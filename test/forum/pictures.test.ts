import '../support/env.ts'
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import request from 'supertest'
import { days, moveClock, resetClock } from '../../src/clock.ts'
import { config } from '../../src/config.ts'
import { Drafts } from '../../src/drafts/draft.ts'
import { changeBoard } from '../../src/forum/board.ts'
import { keepPictures, readPictures } from '../../src/forum/pictures.ts'
import { hidePost } from '../../src/forum/post.ts'
import { settleHangingImages } from '../../src/forum/post-images.ts'
import { Images } from '../../src/media/image.ts'
import { removeOldDraftImages, removeOrphans } from '../../src/media/removal.ts'
import { imageStore } from '../../src/media/store.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { makeBoard, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { inFile, makeJpeg, makePictured } from '../support/pictures.ts'

const holder = forumSite()
const as = (kind: string) => ({ Accept: kind === 'json' ? 'application/json' : 'text/html' })
const guest = () => request(holder.site.server)

/** The files of a form go when its answer is out, not before. */
async function nothingIncoming(): Promise<void> {
  while (readdirSync(join(config.dataDir, 'incoming')).length > 0) await wait(20)
}

async function storedFiles(): Promise<string[]> {
  const found: string[] = []
  for await (const { image } of imageStore.list()) found.push(image)
  return found
}

test('a reply comes with pictures, in their order, with words for those who cannot see them', async () => {
  const { agent } = await signedInAgent(holder.site)
  const topic = await makeTopic()
  const sent = await agent
    .post(`/t/${topic.id}/posts`)
    .set(as('json'))
    .field('body', 'Two hills.')
    .field('imageAlt', 'The first')
    .field('imageAlt', 'The second')
    .attach('images', await makeJpeg(800, 600), 'one.jpg')
    .attach('images', await makeJpeg(300, 200), '../../etc/passwd.jpg')
    .expect(201)
  assert.deepEqual(
    sent.body.images.map(({ alt, width, height }: never) => [alt, width, height]),
    [
      ['The first', 800, 600],
      ['The second', 300, 200],
    ],
  )
  const page = await guest().get(topic.path).set(as('json')).expect(200)
  assert.deepEqual(page.body.posts[1].images, sent.body.images)
  const [{ id, src }] = sent.body.images
  const bytes = await guest().get(src).expect(200).expect('Content-Type', 'image/webp')
  assert.match(String(bytes.headers['cache-control']), /^public, max-age=3600$/)
  await guest().get(src).set('If-None-Match', String(bytes.headers.etag)).expect(304)
  const html = (await guest().get(topic.path)).text
  assert.match(
    html,
    new RegExp(
      `<img src="/images/${id}/960" srcset="[^"]+" sizes="[^"]+" width="800" height="600" alt="The first" loading="lazy"`,
    ),
  )
  await guest()
    .get(`/images/${id}`)
    .expect(200, /The first/)
  await nothingIncoming()
})

test('N8: with the post its pictures go: files, addresses, kept pages, before the answer', async () => {
  const { agent, account } = await signedInAgent(holder.site)
  const topic = await makeTopic()
  const { post, images } = await makePictured(account, topic.id, ['Hills', 'More hills'])
  const [image = ''] = images
  for (const path of [topic.path, `/images/${image}`, `/images/${image}/320`])
    await guest().get(path).expect(200)
  assert.equal((await guest().get(topic.path)).text.includes(image), true)
  await agent.delete(`/posts/${post._id}`).expect(303)
  assert.equal((await guest().get(topic.path)).text.includes(image), false)
  await guest().get(`/images/${image}`).expect(410)
  await guest().get(`/images/${image}/320`).expect(410)
  await agent.get(`/images/${image}/320`).expect(410)
  const files = await storedFiles()
  for (const id of images) assert.equal(files.includes(id), false)
  const left = await Images.findById(image).lean()
  assert.deepEqual(Object.keys(left ?? {}).sort(), ['_id', 'removedAt'])
})

test('N8: one picture of a post can be deleted by itself, by nobody but its owner', async () => {
  const { agent, account } = await signedInAgent(holder.site)
  const stranger = (await signedInAgent(holder.site, { role: 'admin' })).agent
  const topic = await makeTopic()
  const { images } = await makePictured(account, topic.id, ['First', 'Second'])
  const [first = '', second = ''] = images
  await guest().delete(`/images/${first}`).expect(401)
  await stranger.delete(`/images/${first}`).set(as('json')).expect(403)
  await stranger.put(`/images/${first}`).send({ alt: 'mine' }).set(as('json')).expect(403)
  await guest().get(topic.path)
  await agent.delete(`/images/${first}`).expect(303)
  await agent.delete(`/images/${first}`).set(as('json')).expect(410)
  const page = await guest().get(topic.path).set(as('json'))
  assert.deepEqual(
    page.body.posts[1].images.map(({ id }: { id: string }) => id),
    [second],
  )
  await agent.put(`/images/${second}`).type('form').send({ alt: 'Better words' }).expect(303)
  assert.match((await guest().get(topic.path)).text, /alt="Better words"/)
})

test('N8: one’s own picture can be deleted where one cannot look any more, and nothing else is told', async () => {
  const { agent, account } = await signedInAgent(holder.site)
  const other = (await signedInAgent(holder.site)).agent
  const board = await makeBoard()
  const topic = await makeTopic({ board })
  const { post, images } = await makePictured(account, topic.id, ['First', 'Second'])
  const [first = '', second = ''] = images
  await changeBoard(board.slug, { audience: 'staff' })
  await agent.get(`/images/${first}`).expect(404)
  await agent.put(`/images/${first}`).type('form').send({ alt: 'Other words' }).expect(404)
  await other.delete(`/images/${first}`).expect(404)
  const gone = await agent.delete(`/images/${first}`).expect(303)
  assert.equal(gone.headers.location, '/')
  assert.equal((await storedFiles()).includes(first), false)
  await hidePost(post._id, 'D-1')
  await agent.delete(`/images/${second}`).expect(404)
  assert.equal((await storedFiles()).includes(second), true)
})

test('an edit keeps, orders, adds and takes away pictures; what is not named is destroyed', async () => {
  const { agent, account } = await signedInAgent(holder.site)
  const topic = await makeTopic()
  const { post, images } = await makePictured(account, topic.id, ['a', 'b', 'c'])
  const [a = '', b = '', c = ''] = images
  const idsNow = async () => {
    const page = await guest().get(topic.path).set(as('json'))
    return page.body.posts[1].images.map(({ id }: { id: string }) => id)
  }
  await agent.put(`/posts/${post._id}`).set(as('json')).send({ body: 'Only new words.' }).expect(200)
  assert.deepEqual(await idsNow(), images)
  await agent
    .put(`/posts/${post._id}`)
    .type('form')
    .send({ body: 'Only new words.', keepImages: [a, c], [`place-${a}`]: '2', [`place-${c}`]: '1' })
    .expect(303)
  assert.deepEqual(await idsNow(), [c, a])
  await guest().get(`/images/${b}/320`).expect(410)
  const added = await agent
    .put(`/posts/${post._id}`)
    .set(as('json'))
    .field('body', 'And one more.')
    .field('keepImages', a)
    .attach('images', await makeJpeg(), 'new.jpg')
    .expect(200)
  assert.equal(added.body.images.length, 2)
  assert.equal(added.body.images[0].id, a)
  assert.deepEqual(
    await idsNow(),
    added.body.images.map(({ id }: { id: string }) => id),
  )
  await agent.put(`/posts/${post._id}`).type('form').send({ body: 'None.', keepImages: '' }).expect(303)
  assert.deepEqual(await idsNow(), [])
  assert.equal((await storedFiles()).filter((id) => images.includes(id)).length, 0)
})

test('when the form comes back with a fault, good files stay with it, and the next sending shows them', async () => {
  const { agent } = await signedInAgent(holder.site)
  const board = await makeBoard()
  const back = await agent
    .post(`/c/${board.slug}/topics`)
    .field('title', '')
    .field('body', 'Words that must not be lost.')
    .attach('images', await makeJpeg(), 'good.jpg')
    .attach('images', Buffer.from('not a picture'), 'bad.jpg')
    .expect(422)
  assert.match(back.text, /“bad\.jpg” is not a picture/)
  assert.match(back.text, /Words that must not be lost\./)
  const [, id = ''] = /name="keepImages" value="([0-9a-f]{24})" checked/.exec(back.text) ?? []
  assert.match(id, /./)
  const made = await agent
    .post(`/c/${board.slug}/topics`)
    .type('form')
    .send({ title: 'Now with a title', body: 'Words', keepImages: ['', id], [`alt-${id}`]: 'A good one' })
    .expect(303)
  const page = await guest()
    .get(String(made.headers.location).split('#')[0] ?? '')
    .set(as('json'))
  assert.deepEqual(
    page.body.posts[0].images.map(({ alt }: { alt: string }) => alt),
    ['A good one'],
  )
})

test('a picture can be added to a draft, seen by its owner alone, and removed again', async () => {
  const { agent, account } = await signedInAgent(holder.site)
  const stranger = (await signedInAgent(holder.site)).agent
  const topic = await makeTopic()
  const address = `/my/drafts/reply:${topic.id}/images`
  await guest()
    .post(address)
    .attach('images', await makeJpeg(), 'a.jpg')
    .expect(401)
  const sent = await agent
    .post(address)
    .set(as('json'))
    .attach('images', await makeJpeg(), 'a.jpg')
    .expect(201)
  const { id } = sent.body
  await guest().get(`/images/${id}/320`).expect(404)
  await stranger.get(`/images/${id}/320`).expect(404)
  await stranger.delete(`${address}/${id}`).set(as('json')).expect(404)
  const own = await agent.get(`/images/${id}/320`).expect(200)
  assert.equal(own.headers['cache-control'], 'private, no-cache')
  assert.match((await agent.get(topic.path)).text, new RegExp(`data-thumb="${id}"`))
  // Words that are empty do not take the pictures with them.
  await agent.put(`/my/drafts/reply:${topic.id}`).set(as('json')).send({ body: '' }).expect(200)
  assert.equal(await Drafts.countDocuments({ account: account._id }), 1)
  await agent.delete(`${address}/${id}`).set(as('json')).expect(200)
  await agent.get(`/images/${id}/320`).expect(410)
  const again = await agent
    .post(address)
    .set(as('json'))
    .attach('images', await makeJpeg(), 'a.jpg')
    .expect(201)
  await agent.delete(`/my/drafts/reply:${topic.id}`).set(as('json')).expect(200)
  await agent.get(`/images/${again.body.id}/320`).expect(410)
})

test('nobody hangs up pictures of somebody else, or one picture twice', async () => {
  const { agent, account } = await signedInAgent(holder.site)
  const other = await makeAccount()
  const topic = await makeTopic()
  const { images } = await makePictured(other, topic.id)
  const [theirs = ''] = images
  const reply = (fields: object) =>
    agent
      .post(`/t/${topic.id}/posts`)
      .set(as('json'))
      .send({ body: 'x', ...fields })
  assert.match((await reply({ keepImages: [theirs] }).expect(422)).body.errors.images, /not yours/)
  await reply({ keepImages: ['0'.repeat(24)] }).expect(422)
  const file = inFile(await makeJpeg())
  const { added } = await keepPictures(account, `reply:${topic.id}`, readPictures({}, [file]))
  const both = await Promise.all([0, 1].map(() => reply({ keepImages: added.map(String) })))
  assert.deepEqual(both.map(({ status }) => status).sort(), [201, 422])
  await reply({ keepImages: added.map(String) }).expect(422)
  const page = await guest().get(topic.path).set(as('json'))
  assert.equal(page.body.posts.filter(({ images }: { images: unknown[] }) => images.length > 0).length, 2)
})

test('N8: pictures in a closed board are for its readers', async () => {
  const { agent } = await signedInAgent(holder.site)
  const author = await makeAccount()
  const topic = await makeTopic({ board: await makeBoard({ audience: 'members' }) })
  const { images } = await makePictured(author, topic.id)
  for (const path of [`/images/${images[0]}`, `/images/${images[0]}/320`]) {
    await guest().get(path).expect(404)
    const seen = await agent.get(path).expect(200)
    assert.equal(seen.headers['cache-control'], 'private, no-cache')
  }
  await guest().get(`/images/${images[0]}/320`).expect(404)
})

test('a process that dies while it hangs up pictures leaves them with the draft, or with the post', async () => {
  const author = await makeAccount()
  const topic = await makeTopic()
  const files = [inFile(await makeJpeg())]
  const { added } = await keepPictures(author, `reply:${topic.id}`, readPictures({}, files))
  const [id] = added
  const written = await makePictured(author, topic.id)
  const post = '0'.repeat(24)
  await Images.collection.updateOne(
    { _id: id },
    { $set: { place: { kind: 'post', id: post }, hangingFrom: `${author._id} reply:${topic.id}` } },
  )
  await Images.collection.updateMany(
    { 'place.id': String(written.post._id) },
    { $set: { hangingFrom: `${author._id} reply:${topic.id}` } },
  )
  await settleHangingImages()
  assert.equal((await Images.findById(id).lean())?.place?.kind, 'draft')
  assert.equal((await Images.findById(written.images[0]).lean())?.place?.kind, 'post')
  assert.equal(await Images.countDocuments({ hangingFrom: { $exists: true } }), 0)
})

test('files without a record are swept up; pictures of forgotten drafts go after their time', async () => {
  const orphan = '6b0554000000000000000009'
  const author = await makeAccount()
  const topic = await makeTopic()
  await imageStore.put(orphan, 320, Buffer.from('left behind'))
  const { images } = await makePictured(author, topic.id)
  const { added } = await keepPictures(
    author,
    `reply:${topic.id}`,
    readPictures({}, [inFile(await makeJpeg())]),
  )
  assert.equal(await removeOrphans(new Date(Date.now() - 60_000)), 0)
  assert.equal(await removeOrphans(new Date(Date.now() + 60_000)), 1)
  await removeOldDraftImages()
  assert.ok((await storedFiles()).includes(String(added[0])))
  moveClock(days(33))
  await removeOldDraftImages()
  resetClock()
  const files = await storedFiles()
  assert.deepEqual([files.includes(String(added[0])), files.includes(String(images[0]))], [false, true])
})
