import '../support/env.ts'

import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { before } from '../support/hooks.ts'
import { freePort } from '../support/program.ts'
import { hasRedis, startRedis } from './redis-server.ts'

const missing = 'not run: there is no redis-server on this machine (apt-get install redis-server)'

if (hasRedis) await testWithRedis()
else
  test(`several processes through Redis – ${missing}`, () => {
    process.stdout.write(`${missing}\n`)
    assert.match(missing, /no redis-server on this machine/)
  })

async function testWithRedis(): Promise<void> {
  const port = await freePort()
  process.env.REDIS_URL = `redis://127.0.0.1:${port}`
  let redis = await startRedis(port)
  const { changed, onChanged, onPublish, publish } = await import('../../src/live/bus.ts')
  const { connectRedis, redisClient } = await import('../../src/live/redis.ts')
  const { canTrust, onDistrust } = await import('../../src/live/trust.ts')
  const { penalise } = await import('../../src/web/limits.ts')
  const heard: Record<string, unknown>[] = []
  const states: boolean[] = []
  let other: ChildProcess
  let leave: () => Promise<void>

  const until = async (what: string, isSo: () => boolean, patience = 60_000) => {
    for (const end = performance.now() + patience; !isSo(); await wait(20))
      assert.ok(performance.now() < end, `${what} within ${patience} ms`)
  }
  const hasDropped = (tag: string) =>
    heard.some(({ dropped }) => (dropped as string[] | undefined)?.includes(tag))
  /** What else the other process says meanwhile is no answer. */
  const ask = async (word: string, name: string) => {
    const from = heard.length
    const answer = () => heard.slice(from).find((one) => name in one)
    other.send(word)
    await until(name, () => answer() !== undefined)
    return answer()
  }
  const firstOf = async (name: string) => {
    await until(name, () => heard.some((word) => name in word))
    return heard.find((word) => name in word) ?? assert.fail()
  }
  const timed = async (work: () => Promise<void>) => {
    const start = performance.now()
    await work()
    return performance.now() - start
  }

  before(async () => {
    leave = await connectRedis()
    onDistrust((isDistrusted) => states.push(isDistrusted))
    other = fork(join(import.meta.dirname, 'other-process.ts'), { execArgv: [] })
    other.on('message', (word) => heard.push(word as Record<string, unknown>))
    await until('the other process is there', () => heard.some(({ isReady }) => isReady === true))
  })
  after(async () => {
    other.kill('SIGKILL')
    await leave()
    await redis.kill()
  })

  test('changed() resolves after the other process has dropped the page, not before', async () => {
    const here: string[] = []
    const end = onChanged((tags) => {
      here.push(...tags)
    })
    const took = await timed(() => changed('topic:7', 'home'))
    end()
    assert.ok(took >= 140, `it waited ${took} ms`)
    await until('the message of the other process', () => hasDropped('topic:7') && hasDropped('home'))
    assert.deepEqual(here, ['topic:7', 'home'], 'once in this process')
  })

  test('fifty changes at once all arrive', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, number) => changed(`post:${number}`)))
    for (let number = 0; number < 50; number += 1) await until('drop', () => hasDropped(`post:${number}`))
  })

  test('publish() reaches the readers of the other process, and those here once', async () => {
    const here: string[] = []
    const end = onPublish((room) => here.push(room))
    publish('topic:7', 'post:new', { topic: 7, post: 'p', number: 3 })
    await until('the event there', () => heard.some(({ event }) => event === 'post:new'))
    end()
    assert.deepEqual(here, ['topic:7'])
    const word = heard.find(({ event }) => event === 'post:new')
    assert.deepEqual(word, {
      room: 'topic:7',
      event: 'post:new',
      payload: { topic: 7, post: 'p', number: 3 },
    })
  })

  test('processes count together against a limit, and Redis sees no address', async () => {
    for (let round = 0; round < 5; round += 1) {
      assert.equal(await penalise('sign-in', '10.0.0.1 ada'), 0)
      assert.deepEqual(await ask('penalise', 'penalty'), { penalty: 0 })
    }
    const keys = (await redisClient()?.keys('*')) ?? []
    assert.ok(keys.length > 0 && keys.every((key) => !/10\.0|ada/.test(key)), keys.join())
    assert.equal(await redisClient()?.get(String(keys[0])), '10')
  })

  test('a process that does not answer holds up a change for two seconds, and then does not trust itself', async () => {
    heard.length = 0
    other.kill('SIGSTOP')
    const took = await timed(() => changed('topic:8'))
    assert.ok(took > 1900, `it took ${took} ms`)
    other.kill('SIGCONT')
    assert.deepEqual(await firstOf('isDistrusted'), { isDistrusted: true })
    await until('trust again', () => heard.some(({ isDistrusted }) => isDistrusted === false))
    await until('the late drop', () => hasDropped('topic:8'))
  })

  test('a change that could not be told is told as soon as this process has found Redis again', async () => {
    redisClient()?.disconnect(true)
    await changed('topic:9')
    await until('the change', () => hasDropped('topic:9'))
    await until('trust here', canTrust)
  })

  test('while Redis is away nobody trusts what is kept, limits still count, and all is well when it is back', async () => {
    states.length = 0
    heard.length = 0
    await redis.kill()
    await until('distrust here', () => states.at(-1) === true)
    assert.deepEqual(await firstOf('isDistrusted'), { isDistrusted: true })
    await changed('topic:10')
    assert.deepEqual([await penalise('other', 'x'), await penalise('other', 'x')], [0, 0])
    redis = await startRedis(port)
    await until('trust here', () => states.at(-1) === false && canTrust())
    await until('trust there', () => heard.some(({ isDistrusted }) => isDistrusted === false))
    await changed('topic:11')
    await until('the next change', () => hasDropped('topic:11'))
  })

  test('without an answer at the start the fault says which setting it is', async () => {
    await leave()
    await redis.kill()
    await assert.rejects(connectRedis(), /REDIS_URL is set, but Redis does not answer/)
    assert.equal(canTrust(), true, 'alone again')
    assert.equal(redisClient(), undefined)
    redis = await startRedis(port)
    leave = await connectRedis()
  })
}
