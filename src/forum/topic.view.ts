import type { Account } from '../auth/account.ts'
import { ignoredBy } from '../auth/ignored.ts'
import { canPost } from '../auth/policy.ts'
import { reactionAudience } from '../content/audience.ts'
import { NotFound } from '../errors.ts'
import { reactionsOf } from '../reactions/reaction.ts'
import type { Board } from './board.ts'
import { listBoards } from './board-list.ts'
import { boardView } from './boards.view.ts'
import { bookmarkedBy } from './bookmark.ts'
import { composerFor } from './composer.view.ts'
import { hiddenFace, ownHidden } from './own-hidden.ts'
import type { TopicPage } from './page-of-posts.ts'
import { firstOnPage, pagePath, postPath, topicPath } from './paths.ts'
import { canPostIn, canRetitle, isAuthor, isStaff, whyNotPostIn } from './policy.ts'
import { newestNumber } from './post.ts'
import { faceOf } from './post-faces.ts'
import { type Reached, reachTopic } from './reach.ts'
import { markRead, type Position, readingOf } from './reading.ts'
import { noteSeen } from './told-seen.ts'
import { headOf, ownTitle, retitlePath } from './topic-head.view.ts'
import { topicPage } from './topic-pages.ts'

export interface Asked {
  id: number
  slug: string
  /** The post the address names. */
  number: number
  /** The post to be quoted in the reply box. */
  quote?: number | undefined
  /** It is only fetched, and shown to nobody: then it counts as read no more than before. */
  isUnseen?: boolean
}

export type Opened = Reached & { page: TopicPage; model: object; canonical: string }

/** The address is not quite the topic's: 301 for good, 302 for now. */
export interface Elsewhere {
  elsewhere: string
  status: 301 | 302
}

/**
 * One page of a topic for one reader; for guests and for members who were here lately without any query.
 * @returns where to go instead, if the address is not quite the topic's. @throws NotFound, Gone
 */
export async function openTopic(actor: Account | undefined, asked: Asked): Promise<Opened | Elsewhere> {
  const reached = await reachTopic(actor, asked.id)
  const { topic, board } = reached
  const first = firstOnPage(asked.number)
  if (topic.slug !== asked.slug)
    return {
      elsewhere: asked.number === 1 ? topicPath(topic) : `${topicPath(topic)}/${asked.number}`,
      status: 301,
    }
  const page = await topicPage(topic, board, first)
  if (page.posts.length === 0) return { elsewhere: await lastPlace(reached, first), status: 302 }
  const model = {
    id: String(topic._id),
    slug: topic.slug,
    ...headOf(topic),
    board: boardView(board),
    posts: page.posts,
    previous: page.previous,
    next: page.next,
    whyNot: whyNotPostIn(actor, board, topic) ?? null,
    ...(actor && (await forMember(actor, reached, page, asked))),
  }
  return { ...reached, page, model, canonical: pagePath(topic, first) }
}

/** There is no such post (yet): the newest one is the nearest. */
async function lastPlace({ topic }: Reached, first: number): Promise<string> {
  const newest = await newestNumber(topic._id)
  if (newest === 0 || newest >= first) throw new NotFound()
  return postPath(topic, newest)
}

/** The posts of a page as this reader sees them. */
export async function facesFor(actor: Account | undefined, reached: Reached, page: TopicPage) {
  if (!actor) return page.posts
  const { topic, board } = reached
  const me = String(actor._id)
  const [bookmarks, ignored, hidden, reactions] = await Promise.all([
    bookmarkedBy(me),
    ignoredBy(me),
    ownHidden(me, reached, page),
    reactionsOf(
      me,
      page.posts.flatMap((post) => ('html' in post ? [{ kind: 'post' as const, id: post.id }] : [])),
    ),
  ])
  const canQuote = canPostIn(actor, board, topic)
  const reader = { topic, board, canQuote, canChange: canChangeIn(actor, board), bookmarks, reactions }
  return page.posts.map((post, at) => {
    const author = page.authors[at] ?? ''
    const own = hidden.get(post.id)
    if (own?.hidden) return hiddenFace(own)
    if (!('html' in post)) return post
    return faceOf(own ?? post, { ...reader, mine: author === me, isIgnored: ignored.has(author) })
  })
}

function canChangeIn(actor: Account, board: Pick<Board, 'archivedAt'>): boolean {
  return board.archivedAt === null && canPost(actor)
}

async function forMember(actor: Account, reached: Reached, page: TopicPage, { quote, isUnseen }: Asked) {
  const { topic, board } = reached
  const me = String(actor._id)
  const [reading, posts] = await Promise.all([readingOf(me, topic._id), facesFor(actor, reached, page)])
  if (!isUnseen) {
    markRead(me, topic._id, page.posts.at(-1)?.number ?? 1)
    noteSeen(me, page.posts)
  }
  return {
    ...(isAuthor(actor, topic) && ownTitle(topic)),
    posts,
    reading,
    ...(canChangeIn(actor, board) && { reactionAudience: reactionAudience[board.audience] }),
    newFrom: firstNew(page, reading),
    isWaiting: reading.lastRead > 0 && reading.lastRead < (page.posts[0]?.number ?? 1) - 1,
    ...(canRetitle(actor, topic, board) && { retitleHref: retitlePath(topic) }),
    ...(isStaff(actor) && { staff: await staffPart(actor, reached) }),
    ...(canPostIn(actor, board, topic) && { composer: await composerFor(actor, reached, quote) }),
  }
}

/** The first post that was not there at the last visit, unless the page begins with it. */
function firstNew(page: TopicPage, { lastRead }: Position): number | null {
  const at = lastRead > 0 ? page.posts.findIndex((post) => post.number > lastRead) : -1
  return at > 0 ? (page.posts[at]?.number ?? null) : null
}

async function staffPart(actor: Account, { topic, board }: Reached) {
  const boards = await listBoards(actor)
  return {
    pinAction: `/t/${topic._id}/pin?_method=${topic.pinnedAt ? 'DELETE' : 'PUT'}`,
    closureAction: `/t/${topic._id}/closure?_method=${topic.closedAt ? 'DELETE' : 'PUT'}`,
    moveAction: `/t/${topic._id}/board?_method=PUT`,
    board: board.slug,
    boards: boards
      .filter((other) => !other.archivedAt || other.slug === board.slug)
      .map(({ slug, name }) => ({ value: slug, label: name })),
  }
}
