import '../support/env.ts'

import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { changed } from '../../src/live/bus.ts'
import { bellRoom } from '../../src/notifications/bell.socket.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { prepareViews } from '../../src/web/views.ts'
import { prepareMadeAssets } from '../support/made-assets.ts'

test('however slow a count was, the bell ends with the newest one, and counts once for what changes at the same moment', async () => {
  prepareViews()
  await prepareMadeAssets()
  const told: number[] = []
  const stop = bellRoom.listen({
    isHeard: () => true,
    tell: (_groups, _event, news) => told.push((news as { unread: number }).unread),
  })
  let unread = 0
  const count = mock.method(Notifications, 'countDocuments', (async () => {
    const seen = unread
    await wait(60 - 20 * seen)
    return seen
  }) as never)
  for (const now of [1, 2]) {
    unread = now
    for (const _ of [1, 2, 3]) await changed('notifications:a')
    await wait(10)
  }
  await wait(200)
  stop()
  count.mock.restore()
  assert.equal(told.at(-1), 2)
  assert.ok(told.length <= 3, String(told))
})
