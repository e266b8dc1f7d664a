import '../support/normal-limits.ts'
import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, mock, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { minutes, seconds } from '../../src/clock.ts'
import { changed } from '../../src/live/bus.ts'
import { endTrustWatch, watchTrust } from '../../src/live/trust.ts'
import { saying } from '../../src/web/live-room.ts'
import { closeListeners, cutWithin, listenTo } from '../support/live.ts'
import { openMiniLive, openRoom } from './mini-live.ts'

after(closeListeners)

const says = (points: number) => ({
  shout: saying({
    schema: z.strictObject({}),
    limit: { points, seconds: 60 },
    run: async () => undefined,
  }),
})

test('the same word has its own limit in each kind of room', async () => {
  const site = await openMiniLive([openRoom('calm', { says: says(2) }), openRoom('loud', { says: says(6) })])
  const { join, say } = listenTo(site)
  for (const room of ['calm:1', 'loud:1']) await join(room)
  const heard = async (room: string, times: number) => {
    const answers = []
    for (let count = 0; count < times; count += 1) answers.push((await say(room, 'shout', {})).ok)
    return answers.filter(Boolean).length
  }
  assert.equal(await heard('calm:1', 4), 2)
  assert.equal(await heard('loud:1', 8), 6)
})

test('visitors are counted by address, over all their connections; members by account', async () => {
  const accounts: Record<string, string> = { 'who=ada': 'ada', 'who=bo': 'bo' }
  const site = await openMiniLive([openRoom('open', { says: says(3) })], {
    async identify(cookie = '') {
      const account = accounts[cookie]
      return account && { account, session: account }
    },
    account: async () => ({}) as never,
  })
  const shouts = async (cookie?: string) => {
    const { join, say } = listenTo(site, cookie)
    await join('open:1')
    const answers = []
    for (let count = 0; count < 2; count += 1) answers.push((await say('open:1', 'shout', {})).ok)
    return answers
  }
  assert.deepEqual(
    [await shouts(), await shouts()],
    [
      [true, true],
      [true, false],
    ],
  )
  assert.deepEqual(
    [await shouts('who=ada'), await shouts('who=ada')],
    [
      [true, true],
      [true, false],
    ],
  )
  assert.deepEqual(await shouts('who=bo'), [true, true])
})

test('whatever lets somebody in is watched, also where others were there before for another reason', async () => {
  const open = new Set(['1', '2'])
  const room = openRoom('door', {
    async admit(_, id, { cookie }) {
      const key = cookie?.slice(-1) ?? ''
      return open.has(key) ? { groups: [`door:${id}`], tags: [`key:${key}`] } : undefined
    },
  })
  const site = await openMiniLive([room])
  const [first, second] = [listenTo(site, 'key=1'), listenTo(site, 'key=2')]
  for (const one of [first, second]) assert.equal((await one.join('door:7')).ok, true)
  open.delete('2')
  await changed('key:2')
  await second.hear('shut')
  room.out.tell(['door:7'], 'look', { room: 'door:7' })
  await first.hear('look')
  assert.deepEqual(
    second.heard.map(({ event }) => event),
    ['shut'],
  )
  first.socket.disconnect()
  await wait(50)
  second.heard.length = 0
  open.add('2')
  assert.equal((await second.join('door:7')).ok, true)
  open.clear()
  await changed('key:1')
  await wait(50)
  assert.deepEqual(second.heard, [])
  await changed('key:2')
  await second.hear('shut')
})

test('visitors are asked again now and then, too: what let them in may have run out', async () => {
  mock.timers.enable({ apis: ['setInterval'] })
  try {
    let isOpen = true
    const room = openRoom('talk', {
      admit: async (_, id) => (isOpen ? { groups: [`talk:${id}`], tags: [] } : undefined),
    })
    const site = await openMiniLive([room])
    const visitor = listenTo(site)
    await visitor.join('talk:1')
    isOpen = false
    mock.timers.tick(minutes(5))
    assert.deepEqual(await visitor.hear('shut'), { room: 'talk:1' })
    assert.equal(visitor.socket.connected, true)
  } finally {
    mock.timers.reset()
  }
})

test('while the other processes cannot be heard, who was signed out there is found out within seconds', async () => {
  mock.timers.enable({ apis: ['setInterval'] })
  try {
    let isOver = false
    const site = await openMiniLive([openRoom('hall')], {
      identify: async () => (isOver ? 'shut out' : { account: 'a', session: 's' }),
      account: async () => ({}) as never,
    })
    const { socket, join } = listenTo(site)
    await join('hall:1')
    watchTrust()
    isOver = true
    const cut = cutWithin(socket, 2000)
    mock.timers.tick(seconds(10))
    assert.equal(await cut, 'io server disconnect')
  } finally {
    endTrustWatch()
    mock.timers.reset()
  }
})
