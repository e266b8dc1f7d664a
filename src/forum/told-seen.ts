import { doLater } from '../live/later.ts'
import { markRead, unreadCount } from '../notifications/notification.ts'
import { Posts } from './post.ts'
import { postKeys } from './telling.ts'

/** Posts that arrive on an open page between two looks at it, at most. */
const MOST_ARRIVED = 60

/** Whoever has the post itself before their eyes need not be told of it any more. Asks nothing of who has nothing unread. */
export function noteSeen(account: string, posts: readonly { id: string }[]): void {
  doLater('what was told and seen', async () => {
    if ((await unreadCount(account)) === 0) return
    await markRead(account, { once: posts.flatMap(({ id }) => postKeys(id)) })
  })
}

/** The same for posts that arrived while the page was open: those after `from`, up to `number`. */
export function noteArrived(account: string, topic: number, [from, number]: readonly [number, number]): void {
  doLater('what was told and arrived', async () => {
    if (from >= number || (await unreadCount(account)) === 0) return
    const posts = await Posts.find({ topic, number: { $gt: from, $lte: number } }, '_id')
      .sort({ number: -1 })
      .limit(MOST_ARRIVED)
      .lean()
    await markRead(account, { once: posts.flatMap(({ _id }) => postKeys(String(_id))) })
  })
}
