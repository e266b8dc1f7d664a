import type { Account } from '../auth/account.ts'
import { NotFound } from '../errors.ts'
import { listBoards } from './board-list.ts'
import { boardView } from './boards.view.ts'
import { bookmarkedBy } from './bookmark.ts'
import { composerFor } from './composer.view.ts'
import type { PostView, TopicPage } from './page-of-posts.ts'
import { firstOnPage, pagePath, postPath, topicPath } from './paths.ts'
import { canPostIn, canRetitle, isStaff, whyNotPostIn } from './policy.ts'
import { newestNumber } from './post.ts'
import { type Reached, reachTopic } from './reach.ts'
import { markRead, type Position, readingOf } from './reading.ts'
import { topicPage } from './topic-pages.ts'

export interface Asked {
  id: number
  slug: string
  /** The post the address names. */
  number: number
  /** The post to be quoted in the reply box. */
  quote?: number | undefined
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
    title: topic.title,
    board: boardView(board),
    isPinned: topic.pinnedAt !== null,
    isClosed: topic.closedAt !== null,
    posts: page.posts,
    previous: page.previous,
    next: page.next,
    whyNot: whyNotPostIn(actor, board, topic) ?? null,
    ...(actor && (await forMember(actor, reached, page, asked.quote))),
  }
  return { ...reached, page, model, canonical: pagePath(topic, first) }
}

/** There is no such post (yet): the newest one is the nearest. */
async function lastPlace({ topic }: Reached, first: number): Promise<string> {
  const newest = await newestNumber(topic._id)
  if (newest === 0 || newest >= first) throw new NotFound()
  return postPath(topic, newest)
}

async function forMember(actor: Account, reached: Reached, page: TopicPage, quote: number | undefined) {
  const { topic, board } = reached
  const me = String(actor._id)
  const [reading, bookmarks] = await Promise.all([readingOf(me, topic._id), bookmarkedBy(me)])
  markRead(me, topic._id, page.posts.at(-1)?.number ?? 1)
  const mayPost = canPostIn(actor, board, topic)
  return {
    posts: postsFor(actor, reached, page, { reading, bookmarks }),
    reading,
    isWaiting: reading.lastRead > 0 && reading.lastRead < (page.posts[0]?.number ?? 1) - 1,
    ...(canRetitle(actor, topic) && { retitleHref: `/t/${topic._id}/edit` }),
    ...(isStaff(actor) && { staff: await staffPart(actor, reached) }),
    ...(mayPost && { composer: await composerFor(actor, reached, quote) }),
  }
}

interface Marks {
  reading: Position
  bookmarks: ReadonlySet<string>
}

/** Only own posts and marked ones differ from what everybody gets; the others are shared, not copied. */
function postsFor(actor: Account, { topic, board }: Reached, page: TopicPage, { reading, bookmarks }: Marks) {
  const me = String(actor._id)
  const newFrom = reading.lastRead > 0 ? page.posts.find((post) => post.number > reading.lastRead) : undefined
  const shared = postsOfMembers(topic, page, canPostIn(actor, board, topic))
  return shared.map((post, at) => {
    const isMine = page.authors[at] === me
    const isNewFrom = newFrom?.number === post.number && at > 0
    const isBookmarked = bookmarks.has(post.id)
    if (!isMine) return isNewFrom || isBookmarked ? { ...post, isNewFrom, isBookmarked } : post
    return {
      ...post,
      isNewFrom,
      isBookmarked,
      mine: true,
      ...(!board.archivedAt && { canEdit: true, editHref: `/posts/${post.id}/edit` }),
      canDelete: true,
      deleteHref: `/posts/${post.id}/delete`,
    }
  })
}

const forMembers = { true: new WeakMap<TopicPage, TopicPage['posts']>(), false: new WeakMap() }

/** What every member gets beside the posts; the same for all of them, so it is made once. */
function postsOfMembers(topic: Reached['topic'], page: TopicPage, canQuote: boolean): TopicPage['posts'] {
  const known = forMembers[`${canQuote}`].get(page)
  if (known) return known
  const quoteHref = (post: PostView) => `${topicPath(topic)}/${post.number}?quote=${post.number}#reply`
  const made = page.posts.map((post) =>
    'html' in post
      ? { ...post, canBookmark: true, ...(canQuote && { canQuote, quoteHref: quoteHref(post) }) }
      : post,
  )
  forMembers[`${canQuote}`].set(page, made)
  return made
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
