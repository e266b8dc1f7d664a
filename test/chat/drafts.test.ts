import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cleanUpAfter } from '../../src/auth/account-gone.ts'
import { reachRoom } from '../../src/chat/reach.ts'
import { addMessage } from '../../src/chat/saying.ts'
import { Drafts } from '../../src/drafts/draft.ts'
import { laterDone } from '../../src/live/later.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { makeRoom } from '../support/chat.ts'
import { makeTalk } from '../support/direct.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()

type Agent = Awaited<ReturnType<typeof signedInAgent>>['agent']
const boxOf = async (agent: Agent, path: string) =>
  /<textarea id="f-body"[^>]*>\n([^<]*)<\/textarea>/.exec((await agent.get(path).expect(200)).text)?.[1]
const keep = (agent: Agent, slug: string, body: string) =>
  agent.put(`/my/drafts/chat:${slug}`).set('Accept', 'application/json').send({ body })

test('words that were typed and not sent stand in the box again, for their author alone, in their room alone', async () => {
  const [room, other] = [await makeRoom(), await makeRoom()]
  const [ada, bo] = [await signedInAgent(here.site), await signedInAgent(here.site)]
  await keep(ada.agent, room.slug, 'Half a thought about <b>tea').expect(200)
  assert.equal(await boxOf(ada.agent, `/chat/${room.slug}`), 'Half a thought about &lt;b&gt;tea')
  assert.equal(await boxOf(ada.agent, `/chat/${other.slug}`), '')
  assert.equal(await boxOf(bo.agent, `/chat/${room.slug}`), '')
  await keep(ada.agent, room.slug, '').expect(200)
  assert.equal(await boxOf(ada.agent, `/chat/${room.slug}`), '')
})

test('between two as well, and a form goes back to the room', async () => {
  const ada = await signedInAgent(here.site)
  const { room, path } = await makeTalk({ one: ada.account })
  const form = await ada.agent.put(`/my/drafts/chat:${room.slug}`).type('form').send({ body: 'Dear Bo,' })
  assert.deepEqual([form.status, form.headers.location], [303, `${path}#say`])
  assert.equal(await boxOf(ada.agent, path), 'Dear Bo,')
})

test('what is said is no draft any more; other words on their way stay', async () => {
  const room = await makeRoom()
  const { agent, account } = await signedInAgent(here.site)
  const open = await reachRoom(account, room.slug)
  await keep(agent, room.slug, 'Shall we meet at five?').expect(200)
  await addMessage(account, open, { body: 'Something else entirely.' })
  await laterDone()
  assert.equal(await boxOf(agent, `/chat/${room.slug}`), 'Shall we meet at five?')
  await addMessage(account, open, { body: 'Shall we meet at five?' })
  await laterDone()
  assert.equal(await boxOf(agent, `/chat/${room.slug}`), '')
})

test('N8: a draft that was saved late does not bring back what its author deleted', async () => {
  const room = await makeRoom()
  const { agent, account } = await signedInAgent(here.site)
  const body = 'Words that I regret.'
  const { _id } = await addMessage(account, await reachRoom(account, room.slug), { body })
  await laterDone()
  await keep(agent, room.slug, body).expect(200)
  await agent.delete(`/chat/messages/${_id}`).set('Accept', 'application/json').expect(200)
  assert.equal(await boxOf(agent, `/chat/${room.slug}`), '')
  assert.equal(await Drafts.countDocuments({ account: account._id }), 0)
})

const keepFirst = (agent: Agent, id: unknown, body: string) =>
  agent.put(`/my/drafts/direct:${id}`).set('Accept', 'application/json').send({ body })

test('a first message that was typed and not sent stands in its box again, until it is sent', async () => {
  const [ada, bo] = [await signedInAgent(here.site), await makeAccount()]
  const [path, other] = [`/u/${bo.username}/message`, `/u/${(await makeAccount()).username}/message`]
  await keepFirst(ada.agent, bo._id, 'Dear Bo, <b>I').expect(200)
  assert.match((await ada.agent.get(path)).text, new RegExp(`data-draft="direct:${bo._id}"`))
  assert.equal(await boxOf(ada.agent, path), 'Dear Bo, &lt;b&gt;I')
  assert.equal(await boxOf(ada.agent, other), '')
  const form = await ada.agent
    .put(`/my/drafts/direct:${bo._id}`)
    .type('form')
    .send({ body: 'Dear Bo, hello' })
  assert.deepEqual([form.status, form.headers.location], [303, path])
  const body = 'x'.repeat(5000)
  const fault = await ada.agent.post(`/u/${bo.username}/messages`).type('form').send({ body }).expect(422)
  assert.match(fault.text, /x{5000}/)
  await ada.agent.post(`/u/${bo.username}/messages`).send({ body: 'Dear Bo, hello' }).expect(303)
  await laterDone()
  assert.equal(await Drafts.countDocuments({ account: ada.account._id }), 0)
})

test('N8: the draft of a first message goes with the message, and with whom it was for', async () => {
  const [ada, bo, cy] = [await signedInAgent(here.site), await makeAccount(), await makeAccount()]
  const body = 'Words that I regret.'
  const { message } = await makeTalk({ one: ada.account, other: bo, body })
  await laterDone()
  await keepFirst(ada.agent, bo._id, body).expect(200)
  await keepFirst(ada.agent, cy._id, 'Dear Cy, I wonder').expect(200)
  await ada.agent.delete(`/chat/messages/${message._id}`).set('Accept', 'application/json').expect(200)
  const keys = async () => (await Drafts.find({ account: ada.account._id }).lean()).map(({ key }) => key)
  assert.deepEqual(await keys(), [`direct:${cy._id}`])
  await cleanUpAfter(String(cy._id))
  assert.deepEqual(await keys(), [])
})

test('a draft has an address of a room, and nothing else', async () => {
  const { agent } = await signedInAgent(here.site)
  for (const key of [
    'chat:',
    'chat:A',
    'chat:a/b',
    `chat:${'a'.repeat(61)}`,
    'chat:-',
    'direct:',
    'direct:ada',
    'talk:T-1042',
  ])
    assert.equal(
      (await agent.put(`/my/drafts/${encodeURIComponent(key)}`).send({ body: 'x' })).status,
      404,
      key,
    )
})
