import { onChanged } from '../live/bus.ts'
import { log } from '../log.ts'
import type { LiveRoom, Outlet } from '../web/live-room.ts'
import { renderView } from '../web/views.ts'
import { unreadCount } from './notification.ts'
import { showBell } from './notifications.view.ts'

async function bellNow(account: string) {
  const unread = await unreadCount(account)
  return { unread, html: renderView('partials/bell', showBell(unread)) }
}

/** Whatever changes the number says so by its tag: something new, and what was read in another window. */
function listen(out: Outlet): () => void {
  return onChanged((tags) => {
    for (const tag of tags) {
      const account = tag.startsWith('notifications:') ? tag.slice(14) : ''
      const group = `bell:${account}`
      if (!account || !out.isHeard(group)) continue
      // Not waited for: whoever changed something answers first.
      setImmediate(() => {
        bellNow(account)
          .then((bell) => out.tell([group], 'bell', bell))
          .catch((error) => log.warn({ err: error }, 'a bell stayed silent'))
      })
    }
  })
}

/** The bell in the header of one person. */
export const bellRoom: LiveRoom = {
  kind: 'bell',
  async admit(user) {
    return user && { groups: [`bell:${user._id}`], tags: [] }
  },
  since: (user) => (user ? bellNow(String(user._id)) : Promise.resolve(undefined)),
  listen,
}
