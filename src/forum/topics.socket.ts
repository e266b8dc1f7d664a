import { z } from 'zod'
import { ignoredBy } from '../auth/ignored.ts'
import { classOf, ignoring } from '../auth/reader-class.ts'
import { Forbidden, NotFound } from '../errors.ts'
import { publish } from '../live/bus.ts'
import { type LiveRoom, saying } from '../web/live-room.ts'
import { renderView } from '../web/views.ts'
import { groupOf, ownGroup, ownGroupAs } from './live-groups.ts'
import { topicNow } from './live-posts.ts'
import { missedPosts } from './missed-posts.ts'
import { canSeeBoard, whyNotPostIn } from './policy.ts'
import { newestNumber } from './post.ts'
import { reachTopic } from './reach.ts'
import { markRead, readingOf } from './reading.ts'
import { noteArrived } from './told-seen.ts'
import { listenToTopics } from './topic-news.socket.ts'

function topicId(id: string): number {
  return /^[1-9]\d{0,8}$/.test(id) ? Number(id) : 0
}

/** A topic's page, while somebody looks at it. */
export const topicRoom: LiveRoom = {
  kind: 'topic',

  async admit(user, id) {
    const placed = await topicNow(topicId(id))
    if (!placed || !canSeeBoard(user, placed.board)) return undefined
    const topic = placed.topic._id
    const readers = classOf(user)
    const me = user && String(user._id)
    const own = me ? [ownGroup(topic, me), ownGroupAs(topic, me, readers)] : []
    const ignored = me ? [...(await ignoredBy(me))].map(ignoring) : []
    return {
      groups: [groupOf(topic, readers), ...own, ...ignored],
      tags: [`topic-facts:${topic}`, 'boards'],
    }
  },

  since: (user, id, since) =>
    missedPosts(user, topicId(id), since, (post) => renderView('partials/post', post)),

  says: {
    typing: saying({
      schema: z.strictObject({}),
      limit: { points: 30, seconds: 60 },
      async run(user, id) {
        const { topic, board } = await reachTopic(user, topicId(id))
        const why = whyNotPostIn(user, board, topic)
        if (!user || why) throw new Forbidden(why)
        publish(`topic:${topic._id}`, 'typing', { topic: topic._id, account: String(user._id) })
        return undefined
      },
    }),
    /** What arrived was on the screen. */
    seen: saying({
      schema: z.strictObject({ number: z.int().min(1).max(999_999_999) }),
      limit: { points: 120, seconds: 60 },
      async run(user, id, { number }) {
        const { topic } = await reachTopic(user, topicId(id))
        if (!user) throw new NotFound()
        const me = String(user._id)
        const [{ lastRead }, newest] = await Promise.all([readingOf(me, topic._id), newestNumber(topic._id)])
        const last = Math.min(number, newest)
        markRead(me, topic._id, last)
        noteArrived(me, topic._id, [lastRead, last])
        return undefined
      },
    }),
  },

  listen: listenToTopics,
}
