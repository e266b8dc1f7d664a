import type { Account } from '../auth/account.ts'
import { slugify } from '../content/slug.ts'
import { takeNumber } from '../database/numbers.ts'
import { Forbidden, NotFound } from '../errors.ts'
import { changed, publish } from '../live/bus.ts'
import { doLater } from '../live/later.ts'
import type { Board } from './board.ts'
import { findBoardFor } from './board-list.ts'
import { labelTags } from './labels.ts'
import type { Pictures } from './pictures.ts'
import { whyNotPostIn } from './policy.ts'
import { insertPost, type Post } from './post.ts'
import { withPictures } from './post-images.ts'
import { followUp } from './reply.ts'
import { insertTopic, type Label } from './topic.ts'
import { writeWords } from './words.ts'

export interface Begun {
  topic: { _id: number; slug: string; title: string; labels: Label[] }
  post: Post
  board: Board
}

export interface Beginning {
  title: string
  labels?: Label[] | undefined
  body: string
  pictures?: Pictures
}

/** A new topic and its first post. @throws NotFound, Invalid, Forbidden */
export async function addTopic(
  author: Account,
  boardSlug: string,
  { title, labels = [], body, pictures }: Beginning,
): Promise<Begun> {
  const board = await findBoardFor(author, boardSlug)
  if (!board) throw new NotFound()
  const words = await writeWords(author, body)
  const why = whyNotPostIn(author, board)
  if (why) throw new Forbidden(why)
  const topic = { _id: await takeNumber('topic'), board: board._id, title, slug: slugify(title), labels }
  // The post first: if the process dies in between, the next start makes the topic from it.
  const fields = {
    ...words,
    topic: topic._id,
    number: 1,
    board: board._id,
    author: author._id,
    title,
    labels,
    replyTo: null,
  }
  const post = await withPictures(author, `new:${board.slug}`, pictures, (hung) =>
    insertPost({ ...fields, ...hung }),
  )
  await insertTopic({
    ...topic,
    author: author._id,
    createdAt: post.createdAt,
    lastNumber: 1,
    lastAt: post.createdAt,
    lastAuthor: author._id,
  })
  await changed('home', 'lists', `board:${board.slug}`, `posts-by:${author._id}`, ...labelTags(labels))
  doLater('topic:new', () =>
    publish(`board:${board.slug}`, 'topic:new', { topic: topic._id, board: board.slug }),
  )
  followUp(author, post, `new:${board.slug}`)
  return { topic, post, board }
}
