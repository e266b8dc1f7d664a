import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { Accounts, loadAccount } from '../../src/auth/account.ts'
import { cleanUpAfter } from '../../src/auth/account-gone.ts'
import { beginDirect, DirectRooms } from '../../src/chat/direct.ts'
import { removeMessage } from '../../src/chat/removal.ts'
import { changed } from '../../src/live/bus.ts'
import { changeAvatar } from '../../src/media/avatar.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { makeAsking, makeTalk } from '../support/direct.ts'
import { forumSite } from '../support/forum-site.ts'
import { inFile, makeJpeg } from '../support/pictures.ts'

const here = forumSite()
const json = ['Accept', 'application/json'] as const
type Agent = Awaited<ReturnType<typeof signedInAgent>>['agent']
const model = async (agent: Agent, path: string) =>
  (
    await agent
      .get(path)
      .set(...json)
      .expect(200)
  ).body

test('however many somebody talks with, each conversation is in the list once, the latest first', async () => {
  const bo = await signedInAgent(here.site)
  const slugs: string[] = []
  for (let n = 0; n < 113; n += 1) slugs.unshift((await makeTalk({ other: bo.account })).room.slug)
  // Several at the very same moment: the tie is broken alike on every page.
  await DirectRooms.updateMany({ slug: { $in: slugs.slice(30, 80) } }, { $set: { saidAt: new Date(1e12) } })
  const first = await model(bo.agent, '/chat')
  assert.equal(first.direct.length, 50)
  const read = new Set<string>(first.direct.map(({ slug }: { slug: string }) => slug))
  let path: string | undefined = first.moreDirect
  let pages = 0
  while (path) {
    const page: { direct: { slug: string }[]; next?: string } = await model(bo.agent, path)
    for (const { slug } of page.direct) {
      assert.equal(read.has(slug), false)
      read.add(slug)
    }
    path = page.next
    pages += 1
  }
  assert.deepEqual([pages, read.size], [2, 113])
  assert.equal(new Set([...read, ...slugs]).size, 113)
  const page = await bo.agent.get(first.moreDirect).expect(200)
  assert.match(page.text, /rel="next"/)
  assert.match(page.text, /noindex/)
})

test('each conversation shows the face of the other one, and of nobody where they left', async () => {
  const [bo, shown, plain, leaves] = [
    await signedInAgent(here.site),
    await makeAccount({ name: 'Ada Wells' }),
    await makeAccount({ name: 'Cy Orr' }),
    await makeAccount({ name: 'Di Left' }),
  ]
  await changeAvatar(shown, inFile(await makeJpeg()))
  for (const other of [shown, plain, leaves]) await makeTalk({ one: bo.account, other })
  await Accounts.collection.deleteOne({ _id: leaves._id })
  await changed(`account:${leaves._id}`)
  await cleanUpAfter(String(leaves._id))
  const face = (await loadAccount(String(shown._id)))?.avatar
  const { direct } = await model(bo.agent, '/chat')
  const faceOf = (name: string) => direct.find(({ title }: { title: string }) => title === name)?.avatar
  assert.equal(faceOf('Ada Wells'), String(face))
  assert.equal(faceOf('Cy Orr'), undefined)
  for (const path of ['/chat', '/chat/direct']) {
    const { text } = await bo.agent.get(path).expect(200)
    const rows = text.split('<li class="row').slice(1)
    const row = (name: string) => rows.find((one) => one.includes(`>${name}</a>`)) ?? ''
    assert.match(row('Ada Wells'), new RegExp(`<img class="avatar" src="/images/${face}/192"[^>]* alt=""`))
    assert.match(row('Cy Orr'), /<span class="avatar avatar-\d+" aria-hidden="true">CO</)
    assert.match(row('Former member'), /<span class="avatar" aria-hidden="true"></)
  }
})

test('the list is for whoever it belongs to, and a broken link into it says so', async () => {
  const { one, other } = await makeTalk()
  const stranger = await signedInAgent(here.site)
  assert.deepEqual((await model(stranger.agent, '/chat/direct')).direct, [])
  assert.doesNotMatch(
    (await stranger.agent.get('/chat/direct')).text,
    new RegExp(`${one.name}|${other.name}`),
  )
  for (const before of ['x', '', '1.2', `${'z'.repeat(9)}.0`, `zzzzzzzzz.${'0'.repeat(25)}`])
    await stranger.agent.get('/chat/direct').query({ before }).expect(422)
  await request(here.site.server).get('/chat/direct').expect(303)
})

test('a process killed between a conversation and its first words leaves nothing in anybody’s list', async () => {
  const [ada, bo] = [await signedInAgent(here.site), await signedInAgent(here.site)]
  await beginDirect(ada.account._id, bo.account._id)
  for (const { agent } of [ada, bo]) assert.deepEqual((await model(agent, '/chat')).direct, [])
  // Sent again, it is the same conversation.
  const { room } = await makeAsking({ one: ada.account, other: bo.account })
  for (const { agent } of [ada, bo])
    assert.deepEqual(
      (await model(agent, '/chat')).direct.map(({ slug }: { slug: string }) => slug),
      [room.slug],
    )
  assert.equal(await DirectRooms.countDocuments({ members: ada.account._id }), 1)
})

test('a question that was taken back before the answer stands in the list of whom it was for no more', async () => {
  const bo = await signedInAgent(here.site)
  const { one, message } = await makeAsking({ other: bo.account })
  assert.equal((await model(bo.agent, '/chat')).direct.length, 1)
  await removeMessage(one, String(message._id))
  assert.deepEqual((await model(bo.agent, '/chat')).direct, [])
})
