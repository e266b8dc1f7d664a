import { randomBytes } from 'node:crypto'
import request from 'supertest'
import { signedInAgent } from '../support/accounts.ts'
import type { TestSite } from '../support/site.ts'

export type Agent = ReturnType<typeof request.agent>
export const json = ['Accept', 'application/json'] as const

let made = 0
export const someone = () => {
  made += 1
  return `asks${made}-${randomBytes(3).toString('hex')}@example.org`
}

/** Those who talk, for the tests of one file. */
export function talkers(here: { site: TestSite }) {
  const visitor = () => request.agent(here.site.server).set('Sec-Fetch-Site', 'same-origin') as Agent
  const staff = (more = {}) => signedInAgent(here.site, { role: 'moderator', ...more })

  /** By the contact form, without a cookie. */
  async function writes(more: Record<string, unknown> = {}, agent = visitor()) {
    const email = String(more.email ?? someone())
    const { body } = await agent
      .post('/talk')
      .set(...json)
      .send({ email, text: 'How do I change my name?', ...more })
      .expect(201)
    return { agent, email, ref: body.ref as string, key: body.key as string, place: `/talk/${body.ref}` }
  }

  /** With the chat cookie. */
  async function chats(more: Record<string, unknown> = {}) {
    const agent = visitor()
    await agent
      .put('/talk/cookie')
      .set(...json)
      .send({ allow: 'yes' })
      .expect(200)
    const { body } = await agent
      .post('/talk')
      .set(...json)
      .send({ way: 'chat', text: 'Is anybody there?', ...more })
      .expect(201)
    return { agent, ref: body.ref as string, place: `/talk/${body.ref}` }
  }

  const answers = (agent: Agent, ref: string, text: string, more = {}) =>
    agent
      .post(`/support/${ref}/messages`)
      .set(...json)
      .send({ text, ...more })

  const reads = (agent: Agent, place: string, key?: string) =>
    agent.get(`${place}${key ? `?key=${key}` : ''}`).set(...json)

  return { visitor, staff, writes, chats, answers, reads }
}

export const textsOf = (body: { messages: { from: string; text: string }[] }) =>
  body.messages.map(({ from, text }) => `${from}: ${text}`)
