import { after } from 'node:test'
import { flushRoomReadings } from '../../src/chat/reading.ts'
import { flushReadings } from '../../src/forum/reading.ts'
import { flushTails } from '../../src/forum/topic-tails.ts'
import { laterDone } from '../../src/live/later.ts'
import { closeTestDatabase, openTestDatabase } from './database.ts'
import { before } from './hooks.ts'
import { connectSite, type TestSite } from './site.ts'

/** The site for the tests of one file; what waits in memory is written before its database goes. */
export function forumSite(): { site: TestSite } {
  const holder = {} as { site: TestSite }
  before(async () => {
    holder.site = await connectSite()
  })
  after(async () => {
    await writeWhatWaits()
    await holder.site.close()
  })
  return holder
}

/** The same without pages, for tests of the rules alone. */
export function forumDatabase(): void {
  before(openTestDatabase)
  after(async () => {
    await writeWhatWaits()
    await closeTestDatabase()
  })
}

async function writeWhatWaits(): Promise<void> {
  await laterDone()
  await flushTails()
  await flushReadings()
  await flushRoomReadings()
}
