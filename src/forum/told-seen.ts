import { doLater } from '../live/later.ts'
import { markRead, unreadCount } from '../notifications/notification.ts'
import { postKeys } from './telling.ts'

/** Whoever has the post itself before their eyes need not be told of it any more. Asks nothing of who has nothing unread. */
export function noteSeen(account: string, posts: readonly { id: string }[]): void {
  doLater('what was told and seen', async () => {
    if ((await unreadCount(account)) === 0) return
    await markRead(account, { once: posts.flatMap(({ id }) => postKeys(id)) })
  })
}
