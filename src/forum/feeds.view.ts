import { config } from '../config.ts'
import { NotFound } from '../errors.ts'
import { type Feed, type FeedEntry, htmlForFeed, writeFeed } from './atom.ts'
import type { Board } from './board.ts'
import { findBoardFor, listBoards } from './board-list.ts'
import { fillPosts } from './filling.ts'
import { boardPath, postPath, topicPath } from './paths.ts'
import { type Post, Posts } from './post.ts'
import { reachTopic } from './reach.ts'
import { type ListedTopic, listNew } from './topic-list.ts'
import { flushTails } from './topic-tails.ts'

/** Feeds are for everybody, whoever asks: they show what a guest may read, and nothing else. */
const guest = undefined
const ENTRIES = 30
const fields = 'topic number board author html createdAt editedAt'

type FedPost = Pick<Post, '_id' | 'topic' | 'number' | 'board' | 'author' | 'html' | 'createdAt' | 'editedAt'>

export interface FeedText {
  text: string
  tags: string[]
}

const url = (path: string) => config.siteUrl + path

/** The newest topics of all public boards. */
export async function siteFeed(): Promise<FeedText> {
  const boards = await listBoards(guest)
  const { items } = await listNew(
    boards.map((board) => board._id),
    undefined,
    ENTRIES,
  )
  const { entries, tags } = await topicEntries(items)
  const feed = {
    id: url('/'),
    title: config.siteName,
    subtitle: 'New topics',
    self: url('/feed'),
    page: url('/'),
    since: boards[0]?.createdAt ?? new Date(0),
    entries,
  }
  return { text: writeFeed(feed), tags: ['lists', 'boards', ...tags] }
}

/** The newest topics of one board. @throws NotFound for a board that is not public */
export async function boardFeed(slug: string): Promise<FeedText> {
  const board = await findBoardFor(guest, slug)
  if (!board) throw new NotFound()
  const { items } = await listNew([board._id], undefined, ENTRIES)
  const { entries, tags } = await topicEntries(items)
  const feed = {
    id: url(boardPath(board)),
    title: `${board.name} · ${config.siteName}`,
    subtitle: board.description || 'New topics',
    self: url(`${boardPath(board)}/feed`),
    page: url(boardPath(board)),
    since: board.createdAt,
    entries,
  }
  return { text: writeFeed(feed), tags: ['boards', `board:${board.slug}`, ...tags] }
}

/** The newest posts of one topic. @throws NotFound, Gone */
export async function topicFeed(id: number): Promise<FeedText & { slug: string }> {
  const { topic, board } = await reachTopic(guest, id)
  const posts = await Posts.find({ topic: id, removedAt: null }, fields)
    .sort({ number: -1 })
    .limit(ENTRIES)
    .lean<FedPost[]>()
  const { entries, tags } = await entriesOf(
    posts.map((post) => ({ post, board, path: postPath(topic, post.number), title: titleOf(topic, post) })),
  )
  const feed: Feed = {
    id: url(`/t/${id}`),
    title: `${topic.title} · ${config.siteName}`,
    subtitle: 'New posts in this topic',
    self: url(`${topicPath(topic)}/feed`),
    page: url(topicPath(topic)),
    since: topic.createdAt,
    entries,
  }
  const own = ['boards', `topic:${id}`, `topic-facts:${id}`]
  return { text: writeFeed(feed), tags: [...own, ...tags], slug: topic.slug }
}

function titleOf(topic: { title: string }, post: FedPost): string {
  return post.number === 1 ? topic.title : `Post ${post.number}: ${topic.title}`
}

/** First posts of these topics; where the author took it back there is nothing to tell. */
async function topicEntries(topics: readonly ListedTopic[]) {
  await flushTails()
  const boards = await listBoards(guest)
  const ids = topics.map((topic) => topic._id)
  const posts = await Posts.find({ topic: { $in: ids }, number: 1, removedAt: null }, fields).lean<
    FedPost[]
  >()
  const byTopic = new Map(posts.map((post) => [post.topic, post]))
  const told = topics.flatMap((topic) => {
    const post = byTopic.get(topic._id)
    const board = boards.find((one) => one._id.equals(topic.board))
    return post && board ? [{ post, board, path: topicPath(topic), title: topic.title }] : []
  })
  const { entries, tags } = await entriesOf(told)
  const shown = ids.flatMap((id) => [`topic:${id}`, `topic-facts:${id}`])
  return { entries, tags: [...shown, ...tags] }
}

interface Told {
  post: FedPost
  board: Board
  path: string
  title: string
}

/** All of them are public, so one look-up fills in the names and quotes of all. */
async function entriesOf(told: readonly Told[]): Promise<{ entries: FeedEntry[]; tags: string[] }> {
  const { htmls, people, tags } = await fillPosts(
    told.map(({ post }) => post.html ?? ''),
    { audience: 'public' },
    told.map(({ post }) => post.author),
  )
  const entries = told.map(({ post, path, title }, at) => {
    const author = people.get(String(post.author))
    return {
      id: url(`/posts/${post._id}`),
      title,
      address: url(path),
      published: post.createdAt,
      updated: post.editedAt ?? post.createdAt,
      author: author ? { name: author.name, address: url(`/u/${author.username}`) } : null,
      html: htmlForFeed(htmls[at] ?? '', config.siteUrl),
    }
  })
  return { entries, tags: [...told.map(({ post }) => `post:${post._id}`), ...tags] }
}
