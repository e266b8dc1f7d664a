import { parseQuote, type QuoteRef, writeQuote } from '../content/markers.ts'
import { sliceText } from '../content/plain-text.ts'
import type { Board } from './board.ts'
import { findBoard } from './board-list.ts'
import { type KnownTopic, knowTopic } from './known-topics.ts'
import { postPath } from './paths.ts'
import { canShowIn } from './policy.ts'
import { type Post, Posts } from './post.ts'
import { Revisions } from './revision.ts'

export interface Quoted {
  /** Account id. */
  author: string | undefined
  address: string
  /** Absent: the post, or this revision of it, is gone, or not for the readers of the quoting board. */
  slice: { text: string; mentions: string[] } | undefined
  tags: string[]
}

type QuotedPost = Pick<
  Post,
  '_id' | 'topic' | 'number' | 'board' | 'author' | 'html' | 'revision' | 'removedAt'
>

const place = (topic: number, number: number) => `${topic}/${number}`

/** The quoted words behind these keys. A quote shows only what everybody who reads `board` could read at its place. */
export async function findQuoted(
  keys: Iterable<string>,
  board: Pick<Board, 'audience'>,
): Promise<Map<string, Quoted>> {
  const refs = [...keys].flatMap((key) => parseQuote(key) ?? [])
  const posts = await findPosts(refs)
  const older = await findOlderHtml(refs, posts)
  const quoted = new Map<string, Quoted>()
  for (const ref of refs) {
    const post = posts.get(place(ref.topic, ref.post))
    const topic = post && (await knowTopic(ref.topic))
    if (!post || !topic) continue
    const home = await findBoard(post.board)
    const isOpen = home !== undefined && !post.removedAt && canShowIn(home, board)
    const html = !isOpen
      ? undefined
      : ref.revision === post.revision
        ? post.html
        : older.get(revisionKey(post, ref))
    quoted.set(writeQuote(ref), quotedFrom({ post, topic, ref, html }))
  }
  return quoted
}

function quotedFrom({
  post,
  topic,
  ref,
  html,
}: {
  post: QuotedPost
  topic: KnownTopic
  ref: QuoteRef
  html: string | undefined
}): Quoted {
  return {
    author: html === undefined || !post.author ? undefined : String(post.author),
    address: postPath(topic, post.number),
    slice: html === undefined ? undefined : sliceText(html, ref.start, ref.end),
    tags: [`post:${post._id}`, `topic-facts:${topic._id}`],
  }
}

async function findPosts(refs: readonly QuoteRef[]): Promise<Map<string, QuotedPost>> {
  const numbers = new Map<number, number[]>()
  for (const { topic, post } of refs) numbers.set(topic, [...(numbers.get(topic) ?? []), post])
  if (numbers.size === 0) return new Map()
  const places = [...numbers].map(([topic, list]) => ({ topic, number: { $in: list } }))
  const posts: QuotedPost[] = await Posts.find(
    { $or: places },
    'topic number board author html revision removedAt',
  ).lean()
  return new Map(posts.map((post) => [place(post.topic, post.number), post]))
}

function revisionKey(post: QuotedPost, ref: QuoteRef): string {
  return `${post._id}@${ref.revision}`
}

async function findOlderHtml(
  refs: readonly QuoteRef[],
  posts: Map<string, QuotedPost>,
): Promise<Map<string, string>> {
  const wanted = refs.flatMap((ref) => {
    const post = posts.get(place(ref.topic, ref.post))
    return post && !post.removedAt && ref.revision < post.revision
      ? [{ post: post._id, revision: ref.revision }]
      : []
  })
  if (wanted.length === 0) return new Map()
  const rows = await Revisions.find({ $or: wanted }, 'post revision html').lean()
  return new Map(rows.map(({ post, revision, html }) => [`${post}@${revision}`, html]))
}
