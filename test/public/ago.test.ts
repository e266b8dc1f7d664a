import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sayAgo } from '../../public/js/lib/ago.ts'

const now = new Date('2026-11-22T12:00:00Z')
const say = (seconds: number) => sayAgo(new Date(now.getTime() - seconds * 1000), now)

test('what was a while ago is said in the largest fitting unit', () => {
  assert.deepEqual([0, 59, 60, 3599, 3600, 86_399, 86_400, 2 * 86_400, 7 * 86_400 - 1].map(say), [
    'just now',
    'just now',
    '1 min ago',
    '59 min ago',
    '1 hr ago',
    '23 hr ago',
    'yesterday',
    '2 days ago',
    '6 days ago',
  ])
})

test('after a week it is the day, and the year where it is another', () => {
  assert.equal(say(8 * 86_400), '14 Nov')
  assert.equal(say(400 * 86_400), '18 Oct 2025')
})

test('a clock that runs a little ahead does not speak of the future', () => {
  assert.equal(say(-30), 'just now')
  assert.equal(say(-5 * 86_400), '27 Nov')
})
