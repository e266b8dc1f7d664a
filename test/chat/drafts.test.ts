import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reachRoom } from '../../src/chat/reach.ts'
import { addMessage } from '../../src/chat/saying.ts'
import { Drafts } from '../../src/drafts/draft.ts'
import { laterDone } from '../../src/live/later.ts'
import { signedInAgent } from '../support/accounts.ts'
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

test('a draft has an address of a room, and nothing else', async () => {
  const { agent } = await signedInAgent(here.site)
  for (const key of ['chat:', 'chat:A', 'chat:a/b', `chat:${'a'.repeat(61)}`, 'chat:-', 'talk:T-1042'])
    assert.equal(
      (await agent.put(`/my/drafts/${encodeURIComponent(key)}`).send({ body: 'x' })).status,
      404,
      key,
    )
})
