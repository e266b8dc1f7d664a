import { onChanged } from '../live/bus.ts'
import { inOrder } from '../live/in-order.ts'
import type { LiveRoom, Outlet } from '../web/live-room.ts'
import { renderView } from '../web/views.ts'
import { unreadCount } from './notification.ts'
import { showBell } from './notifications.view.ts'

async function bellNow(account: string) {
  const unread = await unreadCount(account)
  return { unread, html: renderView('partials/bell', showBell(unread)) }
}

/** Whatever changes the number says so by its tag: something new, and what was read in another window. The newest is said last. */
function listen(out: Outlet): () => void {
  const inTurn = inOrder<string>('a bell')
  const soon = new Set<string>()
  return onChanged((tags) => {
    for (const tag of tags) {
      const account = tag.startsWith('notifications:') ? tag.slice(14) : ''
      const group = `bell:${account}`
      if (!account || soon.has(account) || !out.isHeard(group)) continue
      soon.add(account)
      inTurn(account, async () => {
        // Not waited for: whoever changed something answers first.
        await new Promise((done) => setImmediate(done))
        soon.delete(account)
        out.tell([group], 'bell', await bellNow(account))
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
