import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { before } from '../support/hooks.ts'
import { freePort, type Program, runProgram, untilGone, untilHealthy } from '../support/program.ts'
import { hasRedis, startRedis } from './redis-server.ts'

const missing = 'not run: there is no redis-server on this machine (apt-get install redis-server)'

if (hasRedis) await testWithRedis()
else
  test(`live pages of several processes – ${missing}`, () => {
    process.stdout.write(`${missing}\n`)
    assert.match(missing, /no redis-server on this machine/)
  })

async function testWithRedis(): Promise<void> {
  const port = await freePort()
  process.env.REDIS_URL = `redis://127.0.0.1:${port}`
  process.env.SESSION_SECRET = 'one secret for both processes, long enough'
  const redis = await startRedis(port)
  const { connectRedis } = await import('../../src/live/redis.ts')
  const { editPost } = await import('../../src/forum/edit.ts')
  const { endSessions } = await import('../../src/auth/session.ts')
  const { forumSite } = await import('../support/forum-site.ts')
  const { makeAccount } = await import('../support/accounts.ts')
  const { makePost, makeTopic } = await import('../support/forum.ts')
  const { closeListeners, cookieOf, cutWithin, listenTo } = await import('../support/live.ts')
  const holder = forumSite()
  let other: Program
  let leave: () => Promise<void>
  before(async () => {
    leave = await connectRedis()
    const { MONGODB_URI, REDIS_URL, SESSION_SECRET, SITE_URL } = process.env
    other = await runProgram({ MONGODB_URI, REDIS_URL, SESSION_SECRET, SITE_URL })
    await untilHealthy(other)
  })
  after(async () => {
    closeListeners()
    other.child.kill('SIGKILL')
    await untilGone(other)
    await leave()
    await redis.kill()
  })
  const there = () => ({ ...holder.site, url: other.url })

  test('a post that one process stores is heard in another, and so is who writes', async () => {
    const { id } = await makeTopic()
    const [ada, bo] = [await makeAccount({ name: 'Ada' }), await makeAccount()]
    const here = listenTo(holder.site, await cookieOf(holder.site, ada))
    const reader = listenTo(there(), await cookieOf(holder.site, bo))
    const visitor = listenTo(there())
    for (const one of [here, reader, visitor]) assert.equal((await one.join(`topic:${id}`)).ok, true)
    await here.say(`topic:${id}`, 'typing', {})
    await reader.hear('typing', ({ name }) => name === 'Ada')
    const post = await makePost({ topic: id, author: ada, body: 'Said in one process' })
    for (const one of [reader, visitor]) assert.match((await one.hear('post')).html, /Said in one process/)
    await editPost(ada, String(post._id), { body: 'Changed in one process' })
    await visitor.hear('post', ({ html }) => html.includes('Changed in one process'))
  })

  test('who is signed out in one process is cut in the other', async () => {
    const account = await makeAccount()
    const { socket, join } = listenTo(there(), await cookieOf(holder.site, account))
    assert.equal((await join('bell', null)).ok, true)
    const cut = cutWithin(socket, 1000)
    await endSessions(String(account._id))
    assert.equal(await cut, 'io server disconnect')
  })
}
