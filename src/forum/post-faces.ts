import { reactionAudience } from '../content/audience.ts'
import type { OwnReactions, ReactionKind } from '../reactions/reaction.ts'
import type { PostView } from './page-of-posts.ts'
import { topicPath } from './paths.ts'
import type { Reached } from './reach.ts'

/** What a reader's view of a post depends on. */
interface Looking extends Reached {
  /** They ignore who wrote it. */
  isIgnored: boolean
  /** They wrote it. */
  mine: boolean
  canQuote: boolean
  /** They may post, and the board is not archived. */
  canChange: boolean
  bookmarks: ReadonlySet<string>
  reactions: OwnReactions
}

const faces = new WeakMap<object, Map<string, PostView>>()

/**
 * A post has few faces: one's own or not, bookmarked or not, reacted to or not, open for replies or not. Each is made
 * once and then is the same object for every reader, so that the template can print it from memory.
 */
export function faceOf(post: PostView, looking: Looking): PostView {
  const { mine, isIgnored, canQuote, canChange, bookmarks, reactions } = looking
  const isBookmarked = bookmarks.has(post.id)
  const reacted = reactions.get(post.id) ?? null
  const key = [mine, isIgnored, isBookmarked, canQuote, canChange, reacted].join()
  const made = faces.get(post) ?? new Map<string, PostView>()
  const face = made.get(key) ?? makeFace(post, looking, { isBookmarked, reacted })
  faces.set(post, made.set(key, face))
  return face
}

interface Own {
  isBookmarked: boolean
  reacted: ReactionKind | null
}

function makeFace(post: PostView, looking: Looking, { isBookmarked, reacted }: Own): PostView {
  const { topic, board, mine, isIgnored, canQuote, canChange } = looking
  const canReact = !mine && canChange
  const face = {
    ...post,
    canBookmark: true,
    isBookmarked,
    ...(isIgnored && { isIgnored }),
    ...(canQuote && { canQuote, quoteHref: `${topicPath(topic)}/${post.number}?quote=${post.number}#reply` }),
    ...(mine && { mine, canDelete: true, deleteHref: `/posts/${post.id}/delete` }),
    ...(mine && canChange && { canEdit: true, editHref: `/posts/${post.id}/edit` }),
    // Where nothing new may be added, the click that is there can still be taken back.
    ...(!mine && { canReact, reacted, reactionAudience: reactionAudience[board.audience] }),
  }
  return face
}
