import { findPeople } from '../auth/people.ts'
import { classes, classesOf, ignoring, type ReaderClass } from '../auth/reader-class.ts'
import { type LiveEvents, onPublish } from '../live/bus.ts'
import { inOrder } from '../live/in-order.ts'
import type { Outlet } from '../web/live-room.ts'
import { renderView } from '../web/views.ts'
import { showLabels } from './labels.ts'
import { groupOf, ownGroup } from './live-groups.ts'
import { type PlacedTopic, type PostNow, postNow, topicNow } from './live-posts.ts'
import { faceOf } from './post-faces.ts'

const roomOf = (topic: number) => `topic:${topic}`

/** As the page prints it for this class of readers; what is only one person's own (bookmarks, reactions) their page keeps. */
function facesOf({ topic, board, post }: PostNow) {
  if (!('html' in post)) return () => post
  const none = { bookmarks: new Set<string>(), reactions: new Map<string, never>(), isIgnored: false }
  const face = (mine: boolean, canPost: boolean, isStaff = false) =>
    faceOf(post, {
      ...none,
      topic,
      board,
      mine,
      canQuote: canPost && !board.archivedAt && (isStaff || !topic.closedAt),
      canChange: canPost && !board.archivedAt,
    })
  return (readers: ReaderClass | 'author') => {
    if (readers === 'guest') return post
    if (readers === 'author') return face(true, true)
    return face(false, readers === 'member' || readers === 'staff', readers === 'staff')
  }
}

function tellPost(out: Outlet, now: PostNow, kind: 'post' | 'reactions'): void {
  const { topic, board, post, author, reactions } = now
  const room = roomOf(topic._id)
  const base = { room, number: post.number, version: post.version }
  const faces = facesOf(now)
  const send = (group: string, readers: ReaderClass | 'author', except: string[]) => {
    if (!out.isHeard(group)) return
    const model = { ...faces(readers), topicId: topic._id }
    if (kind === 'post')
      out.tell([group], 'post', { ...base, html: renderView('partials/post', model) }, except)
    else {
      const html = renderView('partials/post-reactions', model)
      out.tell([group], 'reactions', { ...base, counts: reactions, html }, except)
    }
  }
  const others = author ? [ownGroup(topic._id, author), ...(kind === 'post' ? [ignoring(author)] : [])] : []
  for (const readers of classesOf(board)) send(groupOf(topic._id, readers), readers, others)
  if (author) send(ownGroup(topic._id, author), 'author', [])
}

function tellHead(out: Outlet, { topic, board }: PlacedTopic): void {
  const model = {
    title: topic.title,
    labels: showLabels(topic),
    isPinned: topic.pinnedAt !== null,
    isClosed: topic.closedAt !== null,
    board: { isArchived: board.archivedAt !== null },
  }
  const html = renderView('topics/_head', model)
  const groups = classesOf(board).map((readers) => groupOf(topic._id, readers))
  // Its author still sees the title that is hidden from others.
  const except = topic.hidden && topic.author ? [ownGroup(topic._id, String(topic.author))] : []
  out.tell(groups, 'head', { room: roomOf(topic._id), html }, except)
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
    const placed = await topicNow(topic)
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
  return onPublish((_room, event, payload) => {
    const tell = tellers[event] as ((out: Outlet, event: typeof payload) => Promise<void>) | undefined
    if (!tell || !('topic' in payload)) return
    const { topic } = payload
    if (classes.some((readers) => out.isHeard(groupOf(topic, readers))))
      inTurn(topic, () => tell(out, payload))
  })
}
