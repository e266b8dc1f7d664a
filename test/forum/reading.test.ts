import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Types } from 'mongoose'
import { cleanUpAfter } from '../../src/auth/account-gone.ts'
import { addBookmark, Bookmarks } from '../../src/forum/bookmark.ts'
import {
  dropReadingsOf,
  flushReadings,
  markRead,
  Readings,
  readingOf,
  readingsOf,
  setLevel,
} from '../../src/forum/reading.ts'
import { dropCached } from '../../src/forum/reading-cache.ts'
import { closeTestDatabase, openTestDatabase } from '../support/database.ts'
import { before } from '../support/hooks.ts'

before(openTestDatabase)
after(closeTestDatabase)

const somebody = () => String(new Types.ObjectId())
const stored = (account: string) => Readings.find({ account }).sort({ topic: 1 }).lean()

test('positions are known at once and written together later, the highest of each topic', async () => {
  const account = somebody()
  for (const number of [3, 9, 4]) markRead(account, 1, number)
  markRead(account, 2, 1)
  assert.deepEqual(await readingOf(account, 1), { lastRead: 9, level: 'normal' })
  assert.deepEqual(await stored(account), [])
  await flushReadings()
  const rows = await stored(account)
  assert.deepEqual(
    rows.map(({ topic, lastRead, level }) => ({ topic, lastRead, level })),
    [
      { topic: 1, lastRead: 9, level: 'normal' },
      { topic: 2, lastRead: 1, level: 'normal' },
    ],
  )
})

test('reading on never goes back, whichever device or process writes last', async () => {
  const account = somebody()
  markRead(account, 1, 20)
  await flushReadings()
  markRead(account, 1, 5)
  await flushReadings()
  dropCached(account)
  assert.equal((await readingOf(account, 1)).lastRead, 20)
})

test('positions that are being written are known all the time', async () => {
  const account = somebody()
  markRead(account, 1, 7)
  const writing = flushReadings()
  assert.equal((await readingOf(account, 1)).lastRead, 7)
  markRead(account, 1, 8)
  await writing
  assert.equal((await readingOf(account, 1)).lastRead, 8)
  await flushReadings()
  dropCached(account)
  assert.equal((await readingOf(account, 1)).lastRead, 8)
})

test('two flushes at once, and many marks at once, write each position once', async () => {
  const accounts = Array.from({ length: 50 }, somebody)
  for (const account of accounts) markRead(account, 1, 2)
  await Promise.all([flushReadings(), flushReadings(), flushReadings()])
  assert.equal(await Readings.countDocuments({ account: { $in: accounts } }), 50)
})

test('a position that cannot be written now is written later', async (context) => {
  const account = somebody()
  context.mock.method(Readings, 'bulkWrite', () => Promise.reject(new Error('the store is away')), {
    times: 1,
  })
  markRead(account, 1, 4)
  await assert.rejects(flushReadings(), /away/)
  assert.equal((await readingOf(account, 1)).lastRead, 4)
  await flushReadings()
  assert.equal((await stored(account))[0]?.lastRead, 4)
})

test('a level keeps the position, and a position keeps the level', async () => {
  const account = somebody()
  await setLevel(account, 1, 'watch')
  markRead(account, 1, 6)
  assert.deepEqual(await readingOf(account, 1), { lastRead: 6, level: 'watch' })
  await flushReadings()
  await setLevel(account, 1, 'mute')
  assert.deepEqual(await readingOf(account, 1), { lastRead: 6, level: 'mute' })
})

test('one question for many topics; those never opened are missing', async () => {
  const account = somebody()
  markRead(account, 11, 1)
  markRead(account, 12, 2)
  const positions = await readingsOf(account, [11, 12, 13])
  assert.deepEqual([...positions.keys()], [11, 12])
  assert.equal((await readingsOf(somebody(), [11])).size, 0)
})

test("when a topic goes, nobody's place in it stays, nor what waits to be written", async () => {
  const [one, two] = [somebody(), somebody()]
  markRead(one, 77, 3)
  await flushReadings()
  markRead(two, 77, 4)
  await dropReadingsOf(77)
  await flushReadings()
  assert.equal(await Readings.countDocuments({ topic: 77 }), 0)
})

test('when a sign-up is cleared away, its places and bookmarks go with it, also what waits', async () => {
  const account = somebody()
  markRead(account, 5, 1)
  await flushReadings()
  markRead(account, 6, 1)
  await addBookmark(account, { _id: new Types.ObjectId(), topic: 5 })
  await cleanUpAfter(account)
  await flushReadings()
  assert.deepEqual(await stored(account), [])
  assert.equal(await Bookmarks.countDocuments({ account }), 0)
  assert.equal((await readingsOf(account, [5, 6])).size, 0)
})
