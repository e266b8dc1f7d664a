import '../support/env.ts'

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, test } from 'node:test'
import { changed } from '../../src/live/bus.ts'
import { closeListeners, cutWithin, listenTo } from '../support/live.ts'
import { openMiniLive, openRoom } from './mini-live.ts'

after(closeListeners)

/** For a page these two mean: the connection broke, come back; and: the site does not want you any more. */
const [broken, dismissed] = ['transport close', 'io server disconnect']

test('a site that stops does not send its readers away: they come back when it is there again', async () => {
  const site = await openMiniLive([openRoom('hall')])
  const { socket, join } = listenTo(site)
  await join('hall:1')
  const cut = cutWithin(socket, 2000)
  await site.close()
  assert.equal(await cut, broken)
})

test('a store that is away for a moment breaks the connection, and nobody is told that they may not read', async () => {
  let isAway = false
  const room = openRoom('hall', {
    async admit(_, id) {
      if (isAway) throw new Error('the store is away')
      return { groups: [`hall:${id}`], tags: ['hall'] }
    },
  })
  const site = await openMiniLive([room])
  const { socket, join, heard } = listenTo(site)
  await join('hall:1')
  isAway = true
  const cut = cutWithin(socket, 2000)
  await changed('hall')
  assert.equal(await cut, broken)
  assert.deepEqual(heard, [])
  await site.close()
})

test('a session that cannot be looked up just now breaks the connection; one that is over ends it', async () => {
  let look = async (): Promise<{ account: string; session: string } | string> => ({
    account: 'a',
    session: 's',
  })
  const site = await openMiniLive([openRoom('hall')], {
    identify: () => look(),
    account: async () => ({}) as never,
  })
  const open = async () => {
    const { socket } = listenTo(site)
    await once(socket as never, 'connect')
    return socket
  }
  const [first, second] = [await open(), await open()]
  const cuts = [first, second].map((socket) => cutWithin(socket, 2000))
  look = () => Promise.reject(new Error('the store is away'))
  await changed('account:a')
  assert.deepEqual(await Promise.all(cuts), [broken, broken])
  const refused = listenTo(site).socket
  const [fault] = await once(refused as never, 'connect_error')
  assert.equal((fault as Error).message, 'fault')
  look = async () => ({ account: 'a', session: 's' })
  const third = await open()
  look = async () => 'shut out'
  const cut = cutWithin(third, 2000)
  await changed('session:s')
  assert.equal(await cut, dismissed)
  await site.close()
})
