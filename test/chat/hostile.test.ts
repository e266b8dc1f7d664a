import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { Messages } from '../../src/chat/message.ts'
import { signedInAgent } from '../support/accounts.ts'
import { makeRoom } from '../support/chat.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()

type Agent = Awaited<ReturnType<typeof signedInAgent>>['agent']
const say = (agent: Agent, slug: string, fields: object) =>
  agent.post(`/chat/${slug}/messages`).set('Accept', 'application/json').send(fields)

test('what leaves no ink is no message, and asks nobody', async () => {
  const room = await makeRoom()
  const { agent } = await signedInAgent(here.site)
  const other = await signedInAgent(here.site)
  const blanks = [
    '\u200b',
    '\u200d\u2060\ufeff',
    '\u00a0\u3000',
    '\u202e',
    '\u0301',
    '\u3164',
    '&#8203;',
    '&nbsp;',
    '**\u200b**',
    '> \u200b',
    '\u2800',
  ]
  for (const body of blanks) {
    assert.equal((await say(agent, room.slug, { body })).status, 422, escape(body))
    const asked = await agent
      .post(`/u/${other.account.username}/messages`)
      .set('Accept', 'application/json')
      .send({ body })
    assert.equal(asked.status, 422, escape(body))
  }
  assert.equal(await Messages.countDocuments({ room: room._id }), 0)
})

test('emoji and letters without width are kept, what turns words round is not, and too many are told', async () => {
  const room = await makeRoom()
  const { agent } = await signedInAgent(here.site)
  assert.equal((await say(agent, room.slug, { body: '👩‍👩‍👧‍👦'.repeat(10_000) })).status, 422)
  for (const body of ['👩‍👩‍👧‍👦', 'שלום\u202e txt.exe', 'na\u200bme', '🫠'.repeat(2000)]) {
    const { body: made } = await say(agent, room.slug, { body }).expect(201)
    assert.ok(made.html.includes(body.replace('\u202e', '')), 'what turns words round is left out')
  }
  const half = await say(agent, room.slug, { body: 'half \ud83d a letter' })
  assert.ok([201, 422].includes(half.status))
  const { text } = await request(here.site.server).get(`/chat/${room.slug}`).expect(200)
  assert.doesNotMatch(text, /\ud83d(?![\udc00-\udfff])/)
})

test('what is not UTF-8, not text or not a form gets an answer and stores nothing', async () => {
  const room = await makeRoom()
  const { agent } = await signedInAgent(here.site)
  const post = (type: string, body: Buffer | string) =>
    agent
      .post(`/chat/${room.slug}/messages`)
      .set('Accept', 'application/json')
      .set('Content-Type', type)
      .send(body)
  for (const [type, body] of [
    ['application/x-www-form-urlencoded', 'body=%ff%fe%00'],
    ['application/x-www-form-urlencoded; charset=utf-16', 'body=x'],
    ['application/json', '{"body":"\\u0000"}'],
    ['application/json', '["body"]'],
    ['application/json', '{"body":'],
    ['text/plain', 'body=x'],
    ['application/x-www-form-urlencoded', 'body=x&body=y'],
    ['application/json; charset=latin1', '{"body":"x"}'],
  ] as const) {
    const { status } = await post(type, Buffer.from(body))
    assert.ok(status >= 400 && status < 500, `${type} ${body}: ${status}`)
  }
  assert.equal(await Messages.countDocuments({ room: room._id }), 0)
})
