import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import request from 'supertest'
import { pinTopic, retitleTopic } from '../../src/forum/stewardship.ts'
import { titleHiding } from '../../src/forum/title-hiding.ts'
import { changed, publish } from '../../src/live/bus.ts'
import { laterDone } from '../../src/live/later.ts'
import { makeAccount } from '../support/accounts.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { closeListeners, cookieOf, listenTo } from '../support/live.ts'
import { justAfterReading } from '../support/slow-reads.ts'

const holder = forumSite()
after(closeListeners)

const trimmed = (html: string) => html.trim().replace(/\s+/g, ' ')

/** What stands above the posts, as the page prints it. */
async function printed(id: number, cookie = ''): Promise<string> {
  const agent = request(holder.site.server)
  const { headers } = await agent.get(`/t/${id}`).set('Cookie', cookie)
  const { text } = await agent.get(String(headers.location)).set('Cookie', cookie).expect(200)
  return trimmed(
    text.slice(text.indexOf('<div class="topic-head"'), text.indexOf('<h2 class="visually-hidden">Posts')),
  )
}

async function readers(title: string) {
  const author = await makeAccount()
  const { id } = await makeTopic({ author, title })
  await laterDone()
  const cookies = ['', await cookieOf(holder.site, await makeAccount()), await cookieOf(holder.site, author)]
  const listeners = cookies.map((cookie) => listenTo(holder.site, cookie || undefined))
  for (const one of listeners) await one.join(`topic:${id}`)
  return { id, author, cookies, listeners }
}

test('a new title, and a pin, arrive as everybody’s own page prints them', async () => {
  const { id, author, cookies, listeners } = await readers('The old name')
  await retitleTopic(author, id, { title: 'The new name', labels: [{ key: 'edit', words: 'edit' }] })
  for (const [at, { hear }] of listeners.entries()) {
    const { html } = await hear('head', (news) => news.html.includes('The new name'))
    assert.equal(trimmed(html), await printed(id, cookies[at]))
  }
  await pinTopic(await makeAccount({ role: 'moderator' }), id, true)
  for (const [at, { hear }] of listeners.entries()) {
    const { html } = await hear('head', (news) => news.html.includes('Pinned'))
    assert.equal(trimmed(html), await printed(id, cookies[at]))
  }
})

test('N9: a title that is hidden from others goes, its author alone reads it on, and everybody learns why', async () => {
  const { id, cookies, listeners } = await readers('Doubtful name')
  await titleHiding.hide(String(id), { by: 'D-9', from: 'others' })
  for (const [at, { hear }] of listeners.entries()) {
    const { html } = await hear('head')
    assert.equal(html.includes('Doubtful name'), at === 2)
    assert.match(html, /\/decisions\/D-9/)
    assert.equal(trimmed(html), await printed(id, cookies[at]))
  }
  await titleHiding.hide(String(id), { by: 'D-10', from: 'everybody', over: 'D-9' })
  for (const { hear } of listeners) {
    const { html } = await hear('head', (news) => news.html.includes('D-10'))
    assert.doesNotMatch(html, /Doubtful/)
  }
  await titleHiding.show(String(id), 'D-10')
  for (const [at, { hear, heard }] of listeners.entries()) {
    await hear('head', (news) => news.html.includes('Doubtful name') && !news.html.includes('decisions'))
    const { news } = heard.findLast(({ event }) => event === 'head') ?? {}
    assert.equal(trimmed((news as { html: string }).html), await printed(id, cookies[at]))
  }
})

test('N9: a title that is hidden while it is being told does not set out any more', async () => {
  const { id, listeners } = await readers('Doubtful name')
  await justAfterReading(
    'topics',
    () => titleHiding.hide(String(id), { by: 'C-9', from: 'others' }),
    async () => {
      await changed(`topic-facts:${id}`)
      publish(`topic:${id}`, 'topic:changed', { topic: id, board: '' })
      for (const { hear } of listeners) await hear('head')
    },
  )
  for (const { heard } of listeners.slice(0, 2)) assert.doesNotMatch(JSON.stringify(heard), /Doubtful/)
})
