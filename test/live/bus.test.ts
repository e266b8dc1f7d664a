import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changed, onChanged, onPublish, publish } from '../../src/live/bus.ts'

const fail = () => {
  throw new Error('one of them fails')
}

test('one that fails to hear silences no other', () => {
  const heard: string[] = []
  const stops = [onPublish(fail), onPublish((room) => heard.push(room))]
  publish('topic:1', 'typing', { topic: 1, account: 'a' })
  for (const stop of stops) stop()
  assert.deepEqual(heard, ['topic:1'])
})

test('N8: one that fails to drop what it keeps keeps no other from it, and whoever changed something learns of it', async () => {
  const dropped: string[] = []
  const stops = [onChanged(fail), onChanged((tags) => void dropped.push(...tags))]
  await assert.rejects(changed('post:1'), /one of them fails/)
  for (const stop of stops) stop()
  assert.deepEqual(dropped, ['post:1'])
})
