import { classesOf, ignoring, type ReaderClass } from '../auth/reader-class.ts'
import type { Outlet } from '../web/live-room.ts'
import { renderView } from '../web/views.ts'
import { groupOf, ownGroup, ownGroupAs } from './live-groups.ts'
import type { PostNow } from './live-posts.ts'
import { hiddenFace } from './own-hidden.ts'
import type { PostView } from './page-of-posts.ts'
import { faceOf } from './post-faces.ts'

const none = { bookmarks: new Set<string>(), reactions: new Map<string, never>(), isIgnored: false }

/** As the page prints it for this class of readers; what is only one person's own (bookmarks, reactions) their page keeps. */
function facesOf({ topic, board, post, own }: PostNow) {
  const face = (view: PostView, mine: boolean, readers: ReaderClass) => {
    const canPost = readers === 'member' || readers === 'staff'
    return faceOf(view, {
      ...none,
      topic,
      board,
      mine,
      canQuote: canPost && !board.archivedAt && (readers === 'staff' || !topic.closedAt),
      canChange: canPost && !board.archivedAt,
    })
  }
  return {
    forOthers: (readers: ReaderClass) =>
      readers === 'guest' || !('html' in post) ? post : face(post, false, readers),
    forAuthor(readers: ReaderClass) {
      if (own?.hidden) return hiddenFace(own)
      const view = own ?? post
      return 'html' in view ? face(view, true, readers) : view
    },
  }
}

export function tellPost(out: Outlet, now: PostNow, kind: 'post' | 'reactions'): void {
  const { topic, board, post, author, reactions } = now
  const base = { room: `topic:${topic._id}`, number: post.number, version: post.version }
  const send = (group: string, makeFace: () => object, except: string[]) => {
    if (!out.isHeard(group)) return
    const model = { ...makeFace(), topicId: topic._id }
    if (kind === 'post')
      out.tell([group], 'post', { ...base, html: renderView('partials/post', model) }, except)
    else {
      const html = renderView('partials/post-reactions', model)
      out.tell([group], 'reactions', { ...base, counts: reactions, html }, except)
    }
  }
  const { forOthers, forAuthor } = facesOf(now)
  const isNews = kind === 'post' && 'html' in post
  const others = author ? [ownGroup(topic._id, author), ...(isNews ? [ignoring(author)] : [])] : []
  for (const readers of classesOf(board)) {
    send(groupOf(topic._id, readers), () => forOthers(readers), others)
    if (author && readers !== 'guest')
      send(ownGroupAs(topic._id, author, readers), () => forAuthor(readers), [])
  }
}
