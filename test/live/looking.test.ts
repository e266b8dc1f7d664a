import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changed } from '../../src/live/bus.ts'
import { lookUntilSteady } from '../../src/live/looking.ts'

/** Looks at something whose tags change so many times before the look is over. */
function looking(times: number, ...tags: string[]) {
  let looks = 0
  const look = async () => {
    looks += 1
    if (looks <= times) await changed(...tags)
    return looks
  }
  return look
}

test('what changed while it was looked at is looked at again, and not told where it never stands still', async () => {
  assert.equal(await lookUntilSteady(['post-facts:1'], looking(0, 'post-facts:1')), 1)
  assert.equal(await lookUntilSteady(['post-facts:1'], looking(1, 'post-facts:1')), 2)
  assert.equal(await lookUntilSteady(['post-facts:1'], looking(5, 'post-facts:1')), undefined)
  assert.equal(await lookUntilSteady(['post-facts:1'], looking(5, 'post-facts:2')), 1)
})

test('what stands beside it is looked at again, too, and told in the end', async () => {
  const besideOf = () => ['post:2']
  assert.equal(await lookUntilSteady(['post-facts:1'], looking(1, 'post:2'), besideOf), 2)
  assert.equal(await lookUntilSteady(['post-facts:1'], looking(9, 'post:2'), besideOf), 3)
})
