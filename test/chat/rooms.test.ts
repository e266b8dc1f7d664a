import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { AuditLines } from '../../src/auth/audit.ts'
import { Messages } from '../../src/chat/message.ts'
import { changeRoom, prepareRooms, Rooms } from '../../src/chat/room.ts'
import { allRooms } from '../../src/chat/room-list.ts'
import { laterDone } from '../../src/live/later.ts'
import { signedInAgent } from '../support/accounts.ts'
import { archiveRoom, makeMessage, makeRoom } from '../support/chat.ts'
import { forumSite } from '../support/forum-site.ts'
import { inFile, makeJpeg } from '../support/pictures.ts'

const here = forumSite()
const guest = () => request(here.site.server)
const json = ['Accept', 'application/json'] as const

test('a fresh database gets one open public room, once', async () => {
  await Promise.all([prepareRooms(), prepareRooms()])
  await prepareRooms()
  const rooms = await Rooms.find().lean()
  assert.equal(rooms.length, 1)
  assert.equal(rooms[0]?.audience, 'public')
  assert.match((await guest().get('/chat')).text, /General/)
  assert.match((await guest().get('/chat/general').expect(200)).text, /Nobody has said anything here yet/)
})

test('only admins see and make rooms', async () => {
  const fields = { title: 'Mine', slug: 'mine', audience: 'public' }
  await guest().get('/admin/rooms').expect(303)
  for (const role of ['member', 'moderator'] as const) {
    const { agent } = await signedInAgent(here.site, { role })
    await agent.get('/admin/rooms').expect(403)
    await agent.post('/admin/rooms').type('form').send(fields).expect(403)
    await agent.put('/admin/rooms/general').type('form').send(fields).expect(403)
  }
  assert.equal(await Rooms.countDocuments({ slug: 'mine' }), 0)
})

test('an admin makes, renames and archives rooms, and the audit log has a line for each', async () => {
  const { agent, account } = await signedInAgent(here.site, { role: 'admin' })
  const made = { title: 'Tea', slug: 'tea-break', description: 'Cups & co', audience: 'members', order: '3' }
  await agent.post('/admin/rooms').type('form').send(made).expect(303)
  assert.match((await agent.get('/admin/rooms').expect(200)).text, /tea-break/)
  await guest().get('/chat/tea-break').expect(404)
  assert.doesNotMatch((await guest().get('/chat')).text, /tea-break/)
  const put = (fields: object) =>
    agent
      .put('/admin/rooms/tea-break')
      .set(...json)
      .send(fields)
  const answer = await put({ title: 'Tea break', audience: 'public', order: 0 }).expect(200)
  assert.equal(answer.body.title, 'Tea break')
  assert.equal(answer.body.description, 'Cups & co', 'what was not sent stays')
  assert.equal((await allRooms())[0]?.slug, 'tea-break')
  assert.match((await guest().get('/chat')).text, /Tea break/)
  await put({ title: 'Tea break' }).expect(200)
  assert.equal((await put({ archived: true }).expect(200)).body.isArchived, true)
  assert.match((await guest().get('/chat/tea-break')).text, /archived/)
  assert.equal((await put({ archived: false }).expect(200)).body.isArchived, false)
  const acts = await AuditLines.find({ by: account._id, about: 'room:tea-break' }).sort({ number: 1 }).lean()
  assert.deepEqual(
    acts.map(({ act }) => act),
    ['room:made', 'room:changed', 'room:archived', 'room:reopened'],
  )
})

test('faults bring the form back, and reserved addresses are none', async () => {
  const { agent } = await signedInAgent(here.site, { role: 'admin' })
  const post = (fields: object) => agent.post('/admin/rooms').type('form').send(fields)
  const bad = await post({ title: 'Has a name', slug: 'Bad Slug!', audience: 'everyone' }).expect(422)
  assert.match(bad.text, /small letters, numbers and single hyphens/)
  assert.match(bad.text, /choose who can read/)
  assert.match(bad.text, /Has a name/)
  const { slug } = await makeRoom()
  for (const taken of [slug, 'messages', 'direct', 'a'.repeat(24)])
    assert.match(
      (await post({ title: 'Again', slug: taken, audience: 'public' }).expect(422)).text,
      /taken already/,
    )
  await agent.put('/admin/rooms/not-there').type('form').send({ title: 'x' }).expect(404)
  await agent
    .put(`/admin/rooms/${slug}`)
    .set(...json)
    .send({ title: { $gt: '' }, archived: 1 })
    .expect(422)
})

test('the list shows each reader the rooms they may read, the last message, and what is new', async () => {
  const open = await makeRoom({ title: 'Open doors' })
  const members = await makeRoom({ title: 'Among ourselves', audience: 'members' })
  const staff = await makeRoom({ title: 'Back office', audience: 'staff' })
  const page = await guest().get('/chat').expect(200)
  assert.match(page.text, /Open doors/)
  assert.doesNotMatch(page.text, /Among ourselves|Back office/)
  const { agent } = await signedInAgent(here.site)
  const rows = async () => (await agent.get('/chat').set(...json)).body.rooms as Record<string, unknown>[]
  const rowOf = async (slug: string) => (await rows()).find((room) => room.slug === slug)
  assert.equal((await rowOf(open.slug))?.lastAt, null)
  assert.equal(await rowOf(staff.slug), undefined)
  await makeMessage({ room: open })
  assert.ok((await rowOf(open.slug))?.lastAt)
  assert.equal((await rowOf(open.slug))?.unread, undefined, 'nothing is news where nobody was')
  await agent.get(`/chat/${open.slug}`).expect(200)
  await makeMessage({ room: open })
  await makeMessage({ room: open })
  await makeMessage({ room: members })
  await laterDone()
  assert.equal((await rowOf(open.slug))?.unread, 2)
  assert.match((await agent.get('/chat')).text, /2 new/)
  assert.match((await guest().get('/chat')).text, /last message/)
  await agent.get(`/chat/${open.slug}`).expect(200)
  assert.equal((await rowOf(open.slug))?.unread, undefined)
})

test('what is in a room for staff or members is closed to others on every address', async () => {
  for (const audience of ['members', 'staff'] as const) {
    const { message, room, id } = await makeMessage({ room: await makeRoom({ audience }), body: 'a secret' })
    const { agent } = await signedInAgent(here.site)
    const ask = audience === 'members' ? guest() : agent
    for (const path of [
      `/chat/${room.slug}`,
      `/chat/${room.slug}/${message.seq}`,
      `/chat/${room.slug}/search?q=secret`,
      `/chat/messages/${id}`,
      `/chat/messages/${id}/reactions`,
      `/chat/messages/${id}/versions`,
    ])
      assert.equal((await ask.get(path)).status, 404, path)
  }
})

test('a public room that is closed is closed on every address at once, whatever was kept of it, and in every list', async () => {
  for (const audience of ['members', 'staff'] as const) {
    const room = await makeRoom({ title: `Quokka ${audience} house` })
    const pictures = { files: [inFile(await makeJpeg())], alts: ['A quokka'], leftOut: 0 }
    const { message, id } = await makeMessage({ room, body: 'the quokka secret', pictures })
    const image = String(message.images?.[0])
    const { agent } = await signedInAgent(here.site)
    const ask = () => (audience === 'members' ? guest() : agent)
    const doors = [
      `/chat/${room.slug}`,
      `/chat/${room.slug}/${message.seq}`,
      `/chat/${room.slug}/search?q=secret`,
      `/chat/messages/${id}`,
      `/chat/messages/${id}/reactions`,
      `/chat/messages/${id}/versions`,
      `/images/${image}`,
      `/images/${image}/320`,
      `/report?about=/chat/messages/${id}`,
      `/report?about=/chat/${room.slug}/${message.seq}`,
    ]
    for (const path of doors) assert.ok([200, 303, 404].includes((await ask().get(path)).status), path)
    await changeRoom(room.slug, { audience })
    for (const path of doors) {
      const { status, text } = await ask().get(path)
      assert.doesNotMatch(text, /quokka secret/i, path)
      if (!path.startsWith('/report')) assert.equal(status, 404, path)
    }
    for (const path of ['/chat', '/sitemap/boards.xml', '/', '/search?q=quokka'])
      assert.doesNotMatch((await ask().get(path)).text, new RegExp(`Quokka ${audience}|quokka secret`), path)
    const list = await ask()
      .get('/chat')
      .set(...json)
    assert.doesNotMatch(JSON.stringify(list.body), new RegExp(room.slug))
    for (const [method, path, fields] of [
      ['post', `/chat/${room.slug}/messages`, { body: 'In.' }],
      ['put', `/chat/messages/${id}/reaction`, { kind: 'agree' }],
      ['put', `/chat/messages/${id}`, { body: 'Mine.' }],
      ['delete', `/chat/messages/${id}`, {}],
    ] as const) {
      const { status } = await agent[method](path)
        .set(...json)
        .send(fields)
      if (audience === 'staff') assert.equal(status, 404, path)
    }
  }
})

test('in an archived room everything can be read and nothing is added', async () => {
  const { room } = await makeMessage({ body: 'still to be read' })
  await archiveRoom(room)
  assert.match((await guest().get(`/chat/${room.slug}`).expect(200)).text, /still to be read/)
  const { agent } = await signedInAgent(here.site)
  const answer = await agent
    .post(`/chat/${room.slug}/messages`)
    .set(...json)
    .send({ body: 'Me too.' })
    .expect(403)
  assert.match(answer.body.detail, /archived/)
})

test('public rooms stand in the sitemap, and others do not, from the moment that they are so', async () => {
  const [open, shut] = [await makeRoom(), await makeRoom({ audience: 'members' })]
  const map = async () => (await request(here.site.server).get('/sitemap/boards.xml').expect(200)).text
  assert.match(await map(), new RegExp(`/chat/${open.slug}</loc>`))
  assert.match(await map(), /\/chat<\/loc>/)
  assert.doesNotMatch(await map(), new RegExp(`/chat/${shut.slug}<`))
  await changeRoom(open.slug, { audience: 'staff' })
  assert.doesNotMatch(await map(), new RegExp(`/chat/${open.slug}<`))
})

test('N8: in a room that one cannot read any more one’s own words can still be taken back, and nothing else is told', async () => {
  const room = await makeRoom({ title: 'Open house' })
  const { agent, account } = await signedInAgent(here.site)
  const [mine, other] = [
    await makeMessage({ room, author: account, body: 'Mine to take.' }),
    await makeMessage({ room }),
  ]
  await changeRoom(room.slug, { audience: 'staff', title: 'Secret plans' })
  await agent.get(`/chat/messages/${other.id}/delete`).expect(404)
  await agent.delete(`/chat/messages/${other.id}`).expect(404)
  const form = await agent.get(`/chat/messages/${mine.id}/delete`).expect(200)
  assert.match(form.text, /Mine to take/)
  assert.doesNotMatch(form.text, /Secret plans|chat\/r/)
  const gone = await agent.delete(`/chat/messages/${mine.id}`).expect(303)
  assert.equal(gone.headers.location, '/chat')
  assert.equal((await Messages.findById(mine.id).lean())?.source, undefined)
  await agent.delete(`/chat/messages/${mine.id}`).expect(404)
})
