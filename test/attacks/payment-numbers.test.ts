import '../support/env.ts'

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import mongoose from 'mongoose'
import { takenOut } from '../../src/content/payment-numbers.ts'
import { laterDone } from '../../src/live/later.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { makeRoom } from '../support/chat.ts'
import { rules } from '../support/complaints.ts'
import { makeBoard, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { closeListeners, cookieOf, listenTo } from '../support/live.ts'
import { makeJpeg } from '../support/pictures.ts'

const here = forumSite()
after(closeListeners)
rules()
const json = ['Accept', 'application/json'] as const
const card = '4111 1111 1111 1111'
const bank = '12-34-56 12345678'
const words = `Take ${card} or ${bank}.`

/** Everything that is stored, as text without the blanks. */
async function dump(): Promise<string> {
  const collections = (await mongoose.connection.db?.collections()) ?? []
  const rows = await Promise.all(collections.map((one) => one.find().toArray()))
  return JSON.stringify(rows).replaceAll(/[\s-]/g, '')
}

test('N10, T10.1: what people type into any box is stored without numbers of cards and banks', async () => {
  const { agent, account } = await signedInAgent(here.site, { role: 'admin' })
  const [board, room, other] = [await makeBoard(), await makeRoom(), await makeAccount()]
  const topic = await makeTopic({ board })
  const send = async (method: 'post' | 'put', path: string, body: object) => {
    const answer = await agent[method](path)
      .set(...json)
      .send(body)
    assert.ok(answer.status < 300, `${path}: ${answer.status} ${answer.text}`)
    return answer.body as { id: string }
  }
  const reply = await send('post', `/t/${topic.id}/posts`, { body: words })
  await send('put', `/posts/${reply.id}`, { body: `${words} Again.` })
  await send('post', `/c/${board.slug}/topics`, {
    title: `My card ${card}`,
    body: words,
    labels: `tea, ${card}`,
  })
  await send('put', `/my/drafts/reply:${topic.id}`, { body: words })
  const said = await send('post', `/chat/${room.slug}/messages`, { body: words })
  await send('put', `/chat/messages/${said.id}`, { body: `${words} Again.` })
  await send('post', `/u/${other.username}/messages`, { body: words })
  await send('put', '/my/profile', { name: `Rosa ${card}`, bio: words })
  await send('post', '/admin/announcements', {
    title: card,
    text: words,
    audience: 'staff',
    clientId: 'a-card-number',
  })
  await send('post', '/reports', {
    about: `/posts/${topic.post._id}`,
    kind: 'rules',
    details: words,
    rule: '1',
    goodFaith: 'yes',
  })
  await send('post', '/talk', { subject: words, text: words, clientId: randomUUID() })
  await agent
    .post(`/chat/${room.slug}/messages`)
    .field('imageAlt', words)
    .attach('images', await makeJpeg(), 'card.jpg')
    .expect(303)
  const { join, say } = listenTo(here.site, await cookieOf(here.site, account))
  await join(`chat:${room.slug}`, { at: 0, from: 0, to: 0, isEnd: true })
  assert.equal((await say(`chat:${room.slug}`, 'send', { body: words, clientId: 'a-card-number' })).ok, true)
  await laterDone()
  const stored = await dump()
  assert.ok(stored.includes(takenOut.replaceAll(' ', '')))
  for (const number of [card, bank]) assert.ok(!stored.includes(number.replaceAll(/[\s-]/g, '')), number)
  for (const path of [topic.path, `/chat/${room.slug}`])
    assert.match((await agent.get(path)).text, /It was taken out before anything was stored/, path)
})
