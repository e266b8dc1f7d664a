import { findPeople } from '../auth/people.ts'
import { classes, classesOf, ignoring } from '../auth/reader-class.ts'
import { type LiveEvents, onPublish } from '../live/bus.ts'
import { inOrder } from '../live/in-order.ts'
import { lookUntilSteady } from '../live/looking.ts'
import type { Outlet } from '../web/live-room.ts'
import { renderView } from '../web/views.ts'
import { groupOf, ownGroup, ownGroupAs } from './live-groups.ts'
import { type PlacedTopic, postNow, topicNow } from './live-posts.ts'
import { listenToWhatIsShown } from './look-again.socket.ts'
import { tellPost } from './post-news.socket.ts'
import { headOf, ownHeadOf } from './topic-head.view.ts'

const roomOf = (topic: number) => `topic:${topic}`

function tellHead(out: Outlet, placed: PlacedTopic): void {
  const { topic, board } = placed
  const author = topic.author ? String(topic.author) : undefined
  const send = (group: string, head: object, except: string[]) => {
    if (!out.isHeard(group)) return
    const html = renderView('topics/_head', { ...head, board: { isArchived: board.archivedAt !== null } })
    out.tell([group], 'head', { room: roomOf(topic._id), html }, except)
  }
  for (const readers of classesOf(board)) {
    send(groupOf(topic._id, readers), headOf(topic), author ? [ownGroup(topic._id, author)] : [])
    if (author && readers !== 'guest')
      send(ownGroupAs(topic._id, author, readers), ownHeadOf(placed, readers), [])
  }
}

async function tellTyping(out: Outlet, { topic, board }: PlacedTopic, account: string): Promise<void> {
  const person = (await findPeople([account])).get(account)
  if (!person) return
  const groups = classesOf(board)
    .filter((readers) => readers !== 'guest')
    .map((readers) => groupOf(topic._id, readers))
  const { name, username } = person
  const news = { room: roomOf(topic._id), name, username }
  out.tell(groups, 'typing', news, [ownGroup(topic._id, account), ignoring(account)])
}

/** What happened → how it is told. */
const tellers: { [E in keyof LiveEvents]?: (out: Outlet, event: LiveEvents[E]) => Promise<void> } = {
  'post:new': tellAbout('post'),
  'post:edited': tellAbout('post'),
  'post:removed': tellAbout('post'),
  'reaction:changed': tellAbout('reactions'),
  'topic:changed': async (out, { topic }) => {
    const placed = await lookUntilSteady([`topic-facts:${topic}`, 'boards'], () => topicNow(topic))
    if (placed) tellHead(out, placed)
  },
  typing: async (out, { topic, account }) => {
    const placed = await topicNow(topic)
    if (placed) await tellTyping(out, placed, account)
  },
}

function tellAbout(kind: 'post' | 'reactions') {
  return async (out: Outlet, { topic, post }: { topic: number; post: string }): Promise<void> => {
    const now = await postNow(topic, post)
    // What has just gone has no numbers any more: the news is that it is gone.
    if (now) tellPost(out, now, 'html' in now.post ? kind : 'post')
  }
}

/** Hears what happens in topics. @returns how to stop */
export function listenToTopics(out: Outlet): () => void {
  const inTurn = inOrder<number>('news of a topic')
  const stopLooking = listenToWhatIsShown(out)
  const stopHearing = onPublish((_room, event, payload) => {
    const tell = tellers[event] as ((out: Outlet, event: typeof payload) => Promise<void>) | undefined
    if (!tell || !('topic' in payload)) return
    const { topic } = payload
    if (classes.some((readers) => out.isHeard(groupOf(topic, readers))))
      inTurn(topic, () => tell(out, payload))
  })
  return () => {
    stopLooking()
    stopHearing()
  }
}
