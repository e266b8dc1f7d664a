import '../support/env.ts'

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { Types } from 'mongoose'
import request from 'supertest'
import { cleanUpAfter } from '../../src/auth/account-gone.ts'
import { Messages } from '../../src/chat/message.ts'
import { MessageRevisions } from '../../src/chat/message-revision.ts'
import { makePictures, removeUnsentPictures } from '../../src/chat/pictures.ts'
import { flushRoomReadings, RoomReadings } from '../../src/chat/reading.ts'
import { completeChat } from '../../src/chat/removal.ts'
import { changeRoom } from '../../src/chat/room.ts'
import { addMessage } from '../../src/chat/saying.ts'
import { minutes, moveClock, resetClock } from '../../src/clock.ts'
import { onPublish } from '../../src/live/bus.ts'
import { laterDone } from '../../src/live/later.ts'
import { findImages, Images } from '../../src/media/image.ts'
import { Reactions } from '../../src/reactions/reaction.ts'
import { limited, makeAccount, signedInAgent } from '../support/accounts.ts'
import { makeMessage, makeRoom } from '../support/chat.ts'
import { forumSite } from '../support/forum-site.ts'
import { inFile, makeJpeg } from '../support/pictures.ts'

const here = forumSite()
const guest = () => request(here.site.server)
const json = ['Accept', 'application/json'] as const
const words = (text: string) => text.replace(/<[^>]+>/g, ' ')
afterEach(resetClock)

type Agent = Awaited<ReturnType<typeof signedInAgent>>['agent']
const say = (agent: Agent, slug: string, fields: object) =>
  agent
    .post(`/chat/${slug}/messages`)
    .set(...json)
    .send(fields)

test('a message is stored, shown to everybody, and answered with its place', async () => {
  const room = await makeRoom()
  const { agent, account } = await signedInAgent(here.site)
  const before = (await guest().get(`/chat/${room.slug}`)).text
  assert.match(before, /Join<\/a> or/)
  const form = await agent
    .post(`/chat/${room.slug}/messages`)
    .type('form')
    .send({ body: 'Hello **all**, @nobody' })
    .expect(303)
  assert.equal(form.headers.location, `/chat/${room.slug}/1#message-1`)
  const made = await say(agent, room.slug, { body: 'And again.' }).expect(201)
  assert.equal(made.body.seq, 2)
  assert.equal(made.body.author.username, account.username)
  const page = await guest().get(`/chat/${room.slug}`).expect(200)
  assert.match(page.text, /Hello <strong>all<\/strong>/)
  assert.match(page.text, /message-follows/, 'the second stands under the same name')
  const { body } = await guest()
    .get(`/chat/${room.slug}`)
    .set(...json)
  assert.equal(body.slug, room.slug)
  assert.deepEqual(
    body.messages.map(({ seq }: { seq: number }) => seq),
    [1, 2],
  )
  assert.equal(body.previous, null)
})

test('guests of a room get the same bytes, kept until something is said', async () => {
  const { room } = await makeMessage({ body: 'first' })
  const get = () => guest().get(`/chat/${room.slug}`)
  const [one, two] = [await get(), await get()]
  assert.equal(one.text, two.text)
  assert.equal(one.headers.etag, two.headers.etag)
  await makeMessage({ room, body: 'second' })
  assert.match((await get()).text, /second/)
})

test('who may not write hears why, and nothing is stored', async () => {
  const room = await makeRoom()
  const send = (agent: Agent) => say(agent, room.slug, { body: 'Words.' })
  assert.equal(
    (
      await guest()
        .post(`/chat/${room.slug}/messages`)
        .set('Sec-Fetch-Site', 'same-origin')
        .send({ body: 'x' })
    ).status,
    401,
  )
  assert.equal((await send((await signedInAgent(here.site, { confirmedAt: null })).agent)).status, 403)
  assert.equal(
    (await send((await signedInAgent(here.site, { ...limited, sanctions: [...limited.sanctions] })).agent))
      .status,
    403,
  )
  assert.equal((await say((await signedInAgent(here.site)).agent, 'not-there', { body: 'x' })).status, 404)
  assert.equal(await Messages.countDocuments({ room: room._id }), 0)
})

test('bad input is refused with the words kept', async () => {
  const room = await makeRoom()
  const { agent } = await signedInAgent(here.site)
  for (const fields of [
    {},
    { body: '' },
    { body: '   \n ' },
    { body: { $gt: '' } },
    { body: 'x'.repeat(4001) },
    { body: 'x', replyTo: 77 },
    { body: 'x', replyTo: -1 },
    { body: 'x', clientId: 'a b' },
    { body: 'x', clientId: { $ne: '' } },
    { body: '[quote 1/1@1]' },
  ])
    assert.equal((await say(agent, room.slug, fields)).status, 422, JSON.stringify(fields).slice(0, 60))
  const page = await agent
    .post(`/chat/${room.slug}/messages`)
    .type('form')
    .send({ body: 'my words stay', replyTo: '77' })
    .expect(422)
  assert.match(page.text, /my words stay<\/textarea>/)
  assert.equal(await Messages.countDocuments({ room: room._id }), 0)
})

test('markup in a message does nothing', async () => {
  const { room } = await makeMessage({
    body: '<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1))',
  })
  const page = await guest().get(`/chat/${room.slug}`)
  assert.doesNotMatch(page.text, /<script>alert|<img src=x|href="javascript:/)
})

test('the same message sent twenty times at once is stored once', async () => {
  const room = await makeRoom()
  const { agent, account } = await signedInAgent(here.site)
  const clientId = 'tab-1-message-1'
  const sent = await Promise.all(
    Array.from({ length: 20 }, () => say(agent, room.slug, { body: 'Once.', clientId })),
  )
  assert.deepEqual(new Set(sent.map(({ status }) => status)), new Set([201]))
  assert.equal(new Set(sent.map(({ body }) => body.id)).size, 1)
  const later = await say(agent, room.slug, { body: 'Once.', clientId }).expect(201)
  assert.equal(later.body.id, sent[0]?.body.id)
  assert.equal(await Messages.countDocuments({ room: room._id }), 1)
  // Another process does not know what is under way here: the index decides.
  const { once } = (await Messages.findOne({ author: account._id }, 'once').lean()) ?? {}
  const raced = await Promise.all(
    Array.from({ length: 5 }, (_, at) =>
      Messages.collection
        .insertOne({ room: room._id, seq: 100 + at, once } as never)
        .then(() => 'stored')
        .catch(({ code }) => code),
    ),
  )
  assert.deepEqual(new Set(raced), new Set([11000]))
  // And what somebody else calls the same is theirs.
  const other = await signedInAgent(here.site)
  const theirs = await say(other.agent, room.slug, { body: 'Mine.', clientId }).expect(201)
  assert.notEqual(theirs.body.id, later.body.id)
})

test('many at the same moment get a place each, rising, and everybody reads the same order', async () => {
  const room = await makeRoom()
  const authors = await Promise.all(Array.from({ length: 4 }, () => makeAccount()))
  const said = await Promise.all(
    Array.from({ length: 40 }, (_, at) => addMessage(authors[at % 4] as never, room, { body: `word ${at}` })),
  )
  const seqs = said.map(({ seq }) => seq)
  assert.equal(new Set(seqs).size, 40)
  const { body } = await guest()
    .get(`/chat/${room.slug}`)
    .set(...json)
  const read = body.messages.map(({ seq }: { seq: number }) => seq)
  assert.deepEqual(
    read,
    [...seqs].sort((a, b) => a - b),
  )
})

test('history goes on by key, with nothing left out or twice, and every place has an address', async () => {
  const room = await makeRoom()
  const author = await makeAccount()
  for (let n = 1; n <= 120; n += 1) await addMessage(author, room, { body: `number ${n}` })
  const read = async (path: string) =>
    (
      await guest()
        .get(path)
        .set(...json)
        .expect(200)
    ).body
  const seqs: number[] = []
  let path: string | null = `/chat/${room.slug}`
  while (path) {
    const body: { messages: { seq: number }[]; previous: string | null } = await read(path)
    seqs.unshift(...body.messages.map(({ seq }) => seq))
    path = body.previous
  }
  assert.deepEqual(
    seqs,
    Array.from({ length: 120 }, (_, at) => at + 1),
  )
  const around = await read(`/chat/${room.slug}?around=60`)
  assert.ok(around.messages.some(({ seq }: { seq: number }) => seq === 60))
  assert.deepEqual([around.previous, around.next].map(Boolean), [true, true])
  const next = await read(around.next)
  assert.equal(next.messages[0].seq, around.messages.at(-1).seq + 1)
  assert.match((await guest().get(`/chat/${room.slug}/60`).expect(200)).text, /id="message-60"/)
  await guest().get(`/chat/${room.slug}/999`).expect(404)
  for (const bad of ['before=x', 'before=0', 'around=-1', 'after=1e9', 'before=99999999999'])
    await guest().get(`/chat/${room.slug}?${bad}`).expect(422)
})

test('days are told apart, and what is new since the last visit has a line', async () => {
  const { room } = await makeMessage({ body: 'yesterday' })
  const { agent, account } = await signedInAgent(here.site)
  assert.doesNotMatch((await agent.get(`/chat/${room.slug}`)).text, /New since you left/)
  await flushRoomReadings()
  const reading = await RoomReadings.findOne({ account: account._id }).lean()
  assert.equal(reading?.lastRead, 1)
  await Messages.collection.updateOne(
    { room: room._id },
    { $set: { createdAt: new Date(Date.now() - 2 * 86_400_000) } },
  )
  await makeMessage({ room, author: account, body: 'my own' })
  assert.doesNotMatch(
    (await agent.get(`/chat/${room.slug}`)).text,
    /New since you left/,
    'own words are no news',
  )
  await makeMessage({ room, body: 'today' })
  const page = (await agent.get(`/chat/${room.slug}`)).text
  assert.equal(page.match(/class="day-line"/g)?.length, 2)
  assert.match(page, /New since you left<\/p>\s*<article[^>]*id="message-3"/)
  assert.doesNotMatch((await agent.get(`/chat/${room.slug}`)).text, /New since you left/)
  await laterDone()
  await cleanUpAfter(String(account._id))
  assert.equal(await RoomReadings.countDocuments({ account: account._id }), 0)
})

test('an author mends a message for ten minutes, and the old words are kept beside it', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { id, room } = await makeMessage({ author: account, body: 'a slpi' })
  const other = await signedInAgent(here.site, { role: 'admin' })
  const put = (who: Agent, fields: object) =>
    who
      .put(`/chat/messages/${id}`)
      .set(...json)
      .send(fields)
  assert.equal((await put(other.agent, { body: 'mine now' })).status, 403)
  assert.match((await agent.get(`/chat/messages/${id}/edit`).expect(200)).text, /a slpi/)
  await other.agent.get(`/chat/messages/${id}/edit`).expect(403)
  assert.equal((await put(agent, { body: '' })).status, 422)
  const edited = await put(agent, { body: 'a slip', revision: 1 }).expect(200)
  assert.equal(edited.body.revision, 2)
  assert.equal((await put(agent, { body: 'again', revision: 1 })).status, 409)
  assert.match((await guest().get(`/chat/${room.slug}`)).text, /versions">edited<[\s\S]*a slip/)
  assert.match((await guest().get(`/chat/messages/${id}/versions`).expect(200)).text, /a slpi/)
  moveClock(minutes(11))
  const late = await put(agent, { body: 'too late' }).expect(403)
  assert.match(late.body.detail, /for 10 minutes/)
  assert.doesNotMatch((await agent.get(`/chat/${room.slug}`)).text, /\/edit"/)
})

test('N8: deletion is at once and for good, whenever; one line stays, without a name', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { id, room, message } = await makeMessage({
    author: account,
    body: 'before',
    clientId: 'my-client-id',
  })
  const answer = await makeMessage({ room, body: 'an answer', replyTo: message.seq })
  const reader = await signedInAgent(here.site)
  await agent.put(`/chat/messages/${id}`).type('form').send({ body: 'after' }).expect(303)
  await reader.agent.put(`/chat/messages/${id}/reaction`).send({ kind: 'agree' }).expect(303)
  assert.match(words((await guest().get(`/chat/${room.slug}`)).text), /after\s+Reactions:/)
  moveClock(minutes(60 * 24))
  await reader.agent.delete(`/chat/messages/${id}`).expect(403)
  await guest()
    .delete(`/chat/messages/${id}`)
    .set('Sec-Fetch-Site', 'same-origin')
    .set(...json)
    .expect(401)
  assert.match((await agent.get(`/chat/messages/${id}/delete`).expect(200)).text, /cannot be undone/)
  await agent.delete(`/chat/messages/${id}`).expect(303)
  assert.equal((await agent.delete(`/chat/messages/${id}`)).status, 410)
  const left = await Messages.findById(id).lean()
  assert.equal(left?.author, null)
  assert.deepEqual(
    [left?.source, left?.html, left?.text, left?.clientId, left?.clearing],
    [undefined, undefined, undefined, undefined, undefined],
  )
  assert.equal(await MessageRevisions.countDocuments({ message: id }), 0)
  assert.equal(await Reactions.countDocuments({ subject: left?._id }), 0)
  const page = (await guest().get(`/chat/${room.slug}`)).text
  assert.match(page, /Removed by its author/)
  assert.match(page, /a message that was removed/)
  assert.doesNotMatch(page, /before|after<|after /)
  assert.ok(!page.includes(account.username))
  await guest().get(`/chat/messages/${id}`).expect(410)
  assert.equal((await guest().get(`/chat/${room.slug}/${answer.message.seq}`)).status, 200)
})

test('a deletion that a kill stopped half-way is finished by the next start', async () => {
  const { id, message } = await makeMessage({ body: 'half gone' })
  await MessageRevisions.create({
    message: message._id,
    revision: 1,
    source: 'older',
    at: new Date(),
  })
  await Messages.collection.updateOne(
    { _id: message._id },
    {
      $set: { author: null, removedAt: new Date(), removedBy: 'author', clearing: true },
      $unset: { source: 1, html: 1, text: 1 },
    },
  )
  await completeChat()
  await completeChat()
  assert.equal(await MessageRevisions.countDocuments({ message: id }), 0)
  assert.equal((await Messages.findById(id).lean())?.clearing, undefined)
})

test('reactions are counted, listed, changed and taken back', async () => {
  const { id, room, author } = await makeMessage()
  const { agent, account } = await signedInAgent(here.site)
  const put = (kind: string) =>
    agent
      .put(`/chat/messages/${id}/reaction`)
      .set(...json)
      .send({ kind })
  assert.deepEqual((await put('agree').expect(200)).body, { agree: 1, disagree: 0, thanks: 0, mine: 'agree' })
  await put('agree').expect(200)
  assert.deepEqual((await put('thanks').expect(200)).body, {
    agree: 0,
    disagree: 0,
    thanks: 1,
    mine: 'thanks',
  })
  assert.equal((await put('love')).status, 422)
  assert.match(
    (await guest().get(`/chat/messages/${id}/reactions`).expect(200)).text,
    new RegExp(account.name),
  )
  assert.match((await agent.get(`/chat/${room.slug}`)).text, /value="thanks" aria-pressed="true"/)
  const gone = await agent
    .delete(`/chat/messages/${id}/reaction`)
    .set(...json)
    .expect(200)
  assert.equal(gone.body.thanks, 0)
  assert.doesNotMatch((await guest().get(`/chat/messages/${id}/reactions`)).text, new RegExp(account.name))
  await assert.rejects(async () => {
    const { react } = await import('../../src/chat/reacting.ts')
    await react(author, id, 'agree')
  }, /your own message/)
})

test('search finds words in this room only, newest first, and forgets what was deleted', async () => {
  const room = await makeRoom()
  const { agent, account } = await signedInAgent(here.site)
  await makeMessage({ room, body: 'The heron stands in the river.' })
  const { id } = await makeMessage({ room, author: account, body: 'Another heron flew away.' })
  await makeMessage({ body: 'A heron elsewhere.' })
  const find = async (q: string) =>
    (
      await guest()
        .get(`/chat/${room.slug}/search`)
        .query({ q })
        .set(...json)
        .expect(200)
    ).body.messages.map(({ seq }: { seq: number }) => seq)
  assert.deepEqual(await find('heron'), [2, 1])
  assert.deepEqual(await find('heron river'), [1])
  assert.deepEqual(await find('$where'), [])
  assert.match((await guest().get(`/chat/${room.slug}/search?q=heron`)).text, /<mark>heron<\/mark>/)
  await agent.delete(`/chat/messages/${id}`).expect(303)
  assert.deepEqual(await find('heron'), [1])
  await guest().get(`/chat/${room.slug}/search?q=x&before=y`).expect(422)
})

test('somebody a reader ignores is folded for that reader alone', async () => {
  const { room, author } = await makeMessage({ body: 'loud words' })
  const { agent } = await signedInAgent(here.site)
  await agent.put(`/u/${author.username}/ignore`).expect(303)
  assert.match((await agent.get(`/chat/${room.slug}`)).text, /<summary>A message by somebody you ignore/)
  const other = await signedInAgent(here.site)
  assert.doesNotMatch((await other.agent.get(`/chat/${room.slug}`)).text, /somebody you ignore/)
})

test('the composer says who can read it; links of newcomers and fast talk are bounded', async () => {
  const said = { public: /Anyone on the internet/, members: /Everybody who is signed in/ } as const
  const { agent } = await signedInAgent(here.site)
  for (const audience of ['public', 'members'] as const) {
    const { slug } = await makeRoom({ audience })
    const [, form = ''] = (await agent.get(`/chat/${slug}`)).text.split('data-say')
    assert.match(form, said[audience])
  }
  const { slug } = await makeRoom()
  const links = 'https://a.example https://b.example https://c.example'
  assert.equal((await say(agent, slug, { body: links })).status, 422)
})

test('what happens is told to those who read the room, in ids and numbers alone', async () => {
  const heard: string[] = []
  const stop = onPublish((room, event, payload) => {
    heard.push(`${room} ${event} ${JSON.stringify(payload)}`)
  })
  const { agent, account } = await signedInAgent(here.site)
  const { id, room } = await makeMessage({ author: account, body: 'whispered' })
  await agent.put(`/chat/messages/${id}`).type('form').send({ body: 'murmured' }).expect(303)
  const reader = await signedInAgent(here.site)
  await reader.agent.put(`/chat/messages/${id}/reaction`).send({ kind: 'thanks' }).expect(303)
  await laterDone()
  await agent.delete(`/chat/messages/${id}`).expect(303)
  await laterDone()
  stop()
  const events = heard.filter((line) => line.startsWith(`chat:${room.slug} `))
  assert.deepEqual(
    events.map((line) => line.split(' ')[1]),
    ['message:new', 'message:edited', 'message:reacted', 'message:removed'],
  )
  assert.ok(!heard.join().includes('murmured') && !heard.join().includes('whispered'))
})

test('pictures come with a message: at most four, each with its words, and go with it', async () => {
  const room = await makeRoom()
  const { agent } = await signedInAgent(here.site)
  const send = async (count: number, body: string) => {
    const sending = agent
      .post(`/chat/${room.slug}/messages`)
      .set(...json)
      .field('body', body)
      .field('imageAlt', 'A hill\nAnother hill')
    for (let n = 0; n < count; n += 1) sending.attach('images', await makeJpeg(), `hill-${n}.jpg`)
    return sending
  }
  const made = await send(2, '')
  assert.equal(made.status, 201, made.text)
  assert.deepEqual(
    made.body.images.map(({ alt }: { alt: string }) => alt),
    ['A hill', 'Another hill'],
  )
  const [{ id: image, src }] = made.body.images
  await guest().get(src).expect(200)
  assert.match((await guest().get(`/images/${image}`).expect(200)).text, new RegExp(`/chat/${room.slug}/1`))
  assert.match((await guest().get(`/chat/${room.slug}`)).text, /alt="Another hill"/)
  assert.equal((await send(5, 'too many')).status, 422)
  const broken = await agent
    .post(`/chat/${room.slug}/messages`)
    .set(...json)
    .field('body', 'Look.')
    .attach('images', await makeJpeg(), 'good.jpg')
    .attach('images', Buffer.from('not a picture'), 'bad.jpg')
  assert.equal(broken.status, 422)
  assert.match(broken.body.errors.images, /bad\.jpg/)
  assert.equal(await Images.countDocuments({ 'place.kind': 'message' }), 2, 'nothing of it stays')
  assert.equal(await Messages.countDocuments({ room: room._id }), 1)
  await agent.put(`/images/${image}`).type('form').send({ alt: 'A green hill' }).expect(303)
  assert.equal(
    (
      await guest()
        .get(made.body.permalink.split('#')[0])
        .set(...json)
    ).body.messages[0].revision,
    2,
  )
  await agent.delete(`/chat/messages/${made.body.id}`).expect(303)
  await guest().get(src).expect(410)
  assert.equal(await Images.countDocuments({ 'place.kind': 'message' }), 0)
})

test('pictures whose message a killed process never wrote go; those of one that was written stay', async () => {
  const { account } = await signedInAgent(here.site)
  const lost = new Types.ObjectId()
  const pictures = { files: [inFile(await makeJpeg())], alts: ['Lost'], leftOut: 0 }
  const [gone] = await makePictures(account._id, lost, pictures)
  const room = await makeRoom()
  const files = [inFile(await makeJpeg())]
  const { images = [] } = await addMessage(account, room, { body: '', pictures: { ...pictures, files } })
  await Images.collection.updateMany({ _id: { $in: images } }, { $set: { hangingFrom: 'message' } })
  await removeUnsentPictures()
  assert.equal((await findImages([gone as never, ...images])).length, 2, 'it may be on its way')
  moveClock(minutes(61))
  await removeUnsentPictures()
  assert.deepEqual(
    (await findImages([gone as never, ...images])).map(({ _id, hangingFrom }) => [String(_id), hangingFrom]),
    [[String(images[0]), undefined]],
  )
})

test('pictures in a room for members are not open to others, and their owner can take them back from a closed one', async () => {
  const room = await makeRoom({ audience: 'members' })
  const { agent, account } = await signedInAgent(here.site)
  const pictures = { files: [inFile(await makeJpeg())], alts: [], leftOut: 0 }
  const { images = [] } = await addMessage(account, room, { body: '', pictures })
  await guest().get(`/images/${images[0]}/320`).expect(404)
  await agent.get(`/images/${images[0]}/320`).expect(200)
  await changeRoom(room.slug, { audience: 'staff' })
  await agent.get(`/images/${images[0]}/320`).expect(404)
  const gone = await agent.delete(`/images/${images[0]}`).expect(303)
  assert.equal(gone.headers.location, '/', 'N8: what is one’s own can be taken back')
})
