import '../support/normal-limits.ts'
import '../support/env.ts'

import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { holdPlace, MOST_AT_ONCE, whyNotConnect } from '../../src/web/socket-door.ts'

const asking = (remoteAddress: string) =>
  ({ headers: {}, socket: { remoteAddress } }) as unknown as IncomingMessage

test('one address holds so many connections at the same time, whatever end of its network they come from', async () => {
  const lines = Array.from({ length: MOST_AT_ONCE }, (_, at) =>
    Object.assign(new EventEmitter(), { request: asking(`2001:db8::${(at % 500).toString(16)}`) }),
  )
  for (const line of lines) holdPlace(line)
  assert.equal(await whyNotConnect(asking('2001:db8::ffff')), 'too many at once')
  assert.equal(await whyNotConnect(asking('2001:db9::1')), undefined)
  lines[0]?.emit('close')
  assert.equal(await whyNotConnect(asking('2001:db8::ffff')), undefined)
})
