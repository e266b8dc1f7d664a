import { type WhyHidden, whyHidden } from '../auth/hiding.ts'
import { type Person, type Shown as ShownPerson, shownPerson } from '../auth/people.ts'
import { minutes } from '../clock.ts'
import { excerpt } from '../content/excerpt.ts'
import { withVersion } from '../content/shown-version.ts'
import { imagesOf, type Pictured, showImages } from '../media/hung.ts'
import type { ShownImage } from '../media/image.view.ts'
import { type Counts, countReactions, noReactions } from '../reactions/reaction.ts'
import type { Board } from './board.ts'
import { fillPosts } from './filling.ts'
import type { KnownTopic } from './known-topics.ts'
import { tagsBeside } from './open-pages.ts'
import { firstOnPage, PAGE_SIZE, pagePath, postPath } from './paths.ts'
import { type Post, Posts } from './post.ts'

export interface PostView {
  id: string
  number: number
  author: ShownPerson | null
  html: string
  createdAt: Date
  /** Only where it is shown: not for the first minutes. */
  editedAt: Date | null
  revision: number
  images: ShownImage[]
  /** Number of the post it answers. */
  replyTo: number | null
  reactions: Readonly<Counts>
  permalink: string
  /** Another one whenever anything in it is different: a page that was away asks by it. */
  version: string
  replyToHref?: string
  revisionsHref?: string
}

export interface Tombstone extends WhyHidden {
  id: string
  number: number
  removedAt: Date
  removedBy: 'author' | 'decision'
  permalink: string
  version: string
}

export interface TopicPage {
  posts: (PostView | Tombstone)[]
  /** Account ids beside `posts`; they stay inside. */
  authors: (string | undefined)[]
  /** Of what is hidden from all but its author, the author's account id, by post id. */
  hiddenOf: ReadonlyMap<string, string>
  /** The beginning of each post's own words, beside `posts`. */
  texts: string[]
  /** What the page is about, in a sentence or two. */
  description: string
  previous: string | null
  next: string | null
  tags: Set<string>
  /** Those of what stands in the posts and is not theirs. */
  beside: string[]
  /** Of HTML; for keeping the memory in bounds. */
  characters: number
}

/** People mend a slip right after sending; only later changes concern those who have read it. */
const QUIET_EDIT = minutes(5)

export const shownFields =
  'number author html text revision images replyTo createdAt editedAt removedAt removedBy hiddenBy hiddenFrom'
type Shown = Pick<
  Post,
  | '_id'
  | 'number'
  | 'author'
  | 'html'
  | 'text'
  | 'revision'
  | 'images'
  | 'replyTo'
  | 'createdAt'
  | 'editedAt'
  | 'removedAt'
  | 'removedBy'
  | 'hiddenBy'
  | 'hiddenFrom'
>

/** The posts from number `first` on, twenty numbers wide; one query, and one look-up each for names, quotes and reactions. */
export async function buildPage(topic: KnownTopic, board: Board, first: number): Promise<TopicPage> {
  const found: Shown[] = await Posts.find({ topic: topic._id, number: { $gte: first } }, shownFields)
    .sort({ number: 1 })
    .limit(PAGE_SIZE + 1)
    .lean()
  const shown = found.filter((post) => post.number < first + PAGE_SIZE)
  const after = found[shown.length]
  const standing = shown.filter((post) => !post.removedAt)
  const [{ htmls, people, tags }, pictured, counts] = await Promise.all([
    fillPosts(
      standing.map((post) => post.html ?? ''),
      board,
      standing.map((post) => post.author),
    ),
    imagesOf(standing),
    countReactions(standing.map(({ _id }) => ({ kind: 'post', id: String(_id) }))),
  ])
  const beside = tagsBeside(pictured, tags)
  const html = new Map(standing.map((post, at) => [post.number, htmls[at] ?? '']))
  return {
    posts: shown.map((post) => {
      const author = people.get(String(post.author))
      const reactions = counts.get(String(post._id))
      return showPost({ topic, post, html: html.get(post.number), author, pictured, reactions })
    }),
    authors: shown.map((post) => (post.removedAt || !post.author ? undefined : String(post.author))),
    hiddenOf: hiddenOf(shown),
    texts: shown.map((post) => excerpt(post.text ?? '', post.number === 1 ? 1000 : 200)),
    // Where the first post is gone, nobody else's words stand for the topic.
    description:
      standing[0] && standing[0] === shown[0]
        ? excerpt(standing[0].text ?? '', 200)
        : `“${topic.title}”, a topic in ${board.name}.`,
    previous: first > PAGE_SIZE ? pagePath(topic, first - PAGE_SIZE) : null,
    next: after ? pagePath(topic, firstOnPage(after.number)) : null,
    tags: new Set([
      `topic:${topic._id}`,
      `topic-facts:${topic._id}`,
      'boards',
      ...shown.map((post) => `post:${post._id}`),
      ...beside,
    ]),
    beside,
    characters: htmls.reduce((sum, text) => sum + text.length, 1000),
  }
}

interface Showing {
  topic: KnownTopic
  post: Shown
  /** Absent for a removed post. */
  html: string | undefined
  author: Person | undefined
  pictured: Pictured
  reactions: Counts | undefined
  /** Account id of the author, where it is shown to them alone. */
  reader?: string
}

export function showPost({
  topic,
  post,
  html,
  author,
  pictured,
  reactions,
  reader,
}: Showing): PostView | Tombstone {
  const id = String(post._id)
  const place = { id, number: post.number, permalink: postPath(topic, post.number) }
  if (html === undefined)
    return withVersion({
      ...place,
      removedAt: post.removedAt ?? post.createdAt,
      removedBy: post.removedBy ?? 'author',
      ...whyHidden(post.hiddenBy),
    })
  const editedAt = shownEdit(post)
  return withVersion({
    ...place,
    author: shownPerson(author),
    html,
    createdAt: post.createdAt,
    editedAt,
    revision: post.revision,
    images: showImages(post, pictured, reader),
    reactions: reactions ?? noReactions,
    replyTo: post.replyTo,
    ...(post.replyTo && { replyToHref: postPath(topic, post.replyTo) }),
    ...(editedAt && { revisionsHref: `/posts/${id}/revisions` }),
  })
}

function hiddenOf(posts: readonly Shown[]): Map<string, string> {
  return new Map(
    posts.flatMap(({ _id, author, hiddenFrom }) =>
      author && hiddenFrom === 'others' ? [[String(_id), String(author)]] : [],
    ),
  )
}

export function shownEdit({ editedAt, createdAt }: Pick<Post, 'editedAt' | 'createdAt'>): Date | null {
  return editedAt !== null && +editedAt - +createdAt > QUIET_EDIT ? editedAt : null
}
