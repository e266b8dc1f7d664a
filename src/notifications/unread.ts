import { Kept } from '../auth/kept.ts'
import { now } from '../clock.ts'
import { onChanged } from '../live/bus.ts'
import { log } from '../log.ts'
import { dropMailsToCome, Notifications } from './stored.ts'

/** Beyond this many unread ones nobody counts any more. */
export const MOST_UNREAD = 100

const counts = new Kept<number>()
/** Whose bell was on a page since something last changed. */
const rung = new Kept<true>()

onChanged((tags) => {
  for (const tag of tags)
    if (tag.startsWith('notifications:')) {
      counts.drop(tag.slice(14))
      rung.drop(tag.slice(14))
    }
})

/** Only what is in memory: for where asking is not worth it. */
export function keptUnreadCount(account: string): number | undefined {
  return counts.get(account)
}

/** At most `MOST_UNREAD`; from memory where it was needed a moment ago. */
export async function unreadCount(account: string): Promise<number> {
  const known = counts.get(account)
  if (known !== undefined) return known
  const mark = counts.mark()
  const count = await Notifications.countDocuments(
    { account, deleteAt: { $gt: now() }, readAt: null },
    { limit: MOST_UNREAD },
  )
  counts.put(account, count, mark)
  return count
}

/** A page with the bell was asked for: what it counts is known by then, so it needs no mail. Once for each change. */
export async function noteRung(account: string): Promise<void> {
  if (rung.get(account)) return
  const mark = rung.mark()
  try {
    await dropMailsToCome(account)
    rung.put(account, true, mark)
  } catch (error) {
    // No page fails because a mail too many may come.
    log.warn({ err: error }, 'a bell was seen and this could not be noted')
  }
}
