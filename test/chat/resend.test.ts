import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Messages } from '../../src/chat/message.ts'
import { removeMessage } from '../../src/chat/removal.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { makeRoom } from '../support/chat.ts'
import { forumSite } from '../support/forum-site.ts'
import { closeListeners, cookieOf, listenTo } from '../support/live.ts'

const here = forumSite()
after(closeListeners)

type Agent = Awaited<ReturnType<typeof signedInAgent>>['agent']
const say = (agent: Agent, slug: string, fields: object) =>
  agent.post(`/chat/${slug}/messages`).set('Accept', 'application/json').send(fields)

test('N8: what was not acknowledged, and deleted in another window, is not stored again by the resend', async () => {
  const room = await makeRoom()
  const { agent, account } = await signedInAgent(here.site)
  const said = { body: 'Said in haste.', clientId: 'window-1-message-1' }
  const { id } = (await say(agent, room.slug, said).expect(201)).body
  await removeMessage(account, id)
  assert.equal((await say(agent, room.slug, said)).status, 410)
  const page = listenTo(here.site, await cookieOf(here.site, account))
  await page.join(`chat:${room.slug}`, { at: 0, from: 0, to: 0, isEnd: true })
  const answer = await page.say(`chat:${room.slug}`, 'send', said)
  assert.equal(answer.ok, false)
  assert.match(String('why' in answer && answer.why), /deleted/)
  const left = await Messages.find({ room: room._id }).lean()
  assert.deepEqual(
    left.map(({ author, source }) => [author, source ?? null]),
    [[null, null]],
  )
  assert.doesNotMatch(JSON.stringify(left), /window-1|haste/)
})

test('the name of a message counts in its room and for its words: whoever goes back and says something else is heard', async () => {
  const [one, other] = [await makeRoom(), await makeRoom()]
  const { agent } = await signedInAgent(here.site)
  const clientId = 'window-1-message-1'
  for (const [room, body] of [
    [one, 'First.'],
    [one, 'Second.'],
    [other, 'First.'],
  ] as const)
    for (const _again of [1, 2]) {
      const { body: made } = await say(agent, room.slug, { body, clientId }).expect(201)
      assert.match(made.permalink, new RegExp(`^/chat/${room.slug}/`))
      assert.match(made.html, new RegExp(body))
    }
  assert.deepEqual(
    [await Messages.countDocuments({ room: one._id }), await Messages.countDocuments({ room: other._id })],
    [2, 1],
  )
})

test('a form that is sent twice without JavaScript is one message, in a room and to one person', async () => {
  const room = await makeRoom()
  const { agent } = await signedInAgent(here.site)
  const bo = await makeAccount()
  const forms: [page: string, action: string][] = [
    [`/chat/${room.slug}`, `/chat/${room.slug}/messages`],
    [`/u/${bo.username}/message`, `/u/${bo.username}/messages`],
  ]
  for (const [page, action] of forms) {
    const [, clientId] = /name="clientId" value="([^"]+)"/.exec((await agent.get(page)).text) ?? []
    assert.ok(clientId)
    const send = () => agent.post(action).type('form').send({ body: 'Pressed twice.', clientId }).expect(303)
    const [one, other] = await Promise.all([send(), send()])
    assert.equal(one.headers.location, other.headers.location)
    const again = /name="clientId" value="([^"]+)"/.exec((await agent.get(`/chat/${room.slug}`)).text)
    assert.notEqual(again?.[1], clientId)
  }
  assert.equal(await Messages.countDocuments({ source: 'Pressed twice.' }), 2)
})
