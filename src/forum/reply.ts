import { type Account, countPost } from '../auth/account.ts'
import { NEWCOMER_POSTS } from '../auth/policy.ts'
import { finishDraft } from '../drafts/draft.ts'
import { Forbidden, Invalid } from '../errors.ts'
import { changed, publish } from '../live/bus.ts'
import { doLater } from '../live/later.ts'
import { justWritten } from './just-written.ts'
import type { Pictures } from './pictures.ts'
import { whyNotPostIn } from './policy.ts'
import { insertPost, type NewPost, type Post, Posts } from './post.ts'
import { withPictures } from './post-images.ts'
import { relearnPostNumber, takePostNumber } from './post-numbers.ts'
import { type Reached, reachTopic } from './reach.ts'
import { markOwn } from './reading.ts'
import { tellOfPost } from './telling.ts'
import { noteTail } from './topic-tails.ts'
import { whileReplying } from './under-way.ts'
import { writeWords } from './words.ts'

/** How often somebody else may take the number first before we call it a fault. */
const MOST_TRIES = 50

export interface Written {
  body: string
  pictures?: Pictures
  /** Number of the post it answers. */
  replyTo?: number | undefined
}

/**
 * A reply, stored and journalled when this returns, and on every page that is read from then on.
 * @throws NotFound, Gone, Invalid, Forbidden
 */
export async function addPost(
  author: Account,
  topicId: number,
  written: Written,
): Promise<Reached & { post: Post }> {
  const reached = await whileReplying(topicId, async () => {
    const { topic, board } = await reachTopic(author, topicId)
    const words = await writeWords(author, written.body)
    const replyTo = written.replyTo ?? null
    if (replyTo !== null && !(await stands(topicId, replyTo))) throw nothingToAnswer()
    const why = whyNotPostIn(author, board, topic)
    if (why) throw new Forbidden(why)
    const fields = { ...words, topic: topicId, board: board._id, author: author._id, replyTo }
    const post = await withPictures(author, replyKey(topicId), written.pictures, (pictures) =>
      insertNumbered({ ...fields, ...pictures }),
    )
    return { post, topic, board }
  })
  const { post } = reached
  noteTail(topicId, {
    board: post.board,
    lastNumber: post.number,
    lastAt: post.createdAt,
    lastAuthor: author._id,
  })
  await changed(`topic:${topicId}`, `posts-by:${author._id}`)
  followUp(author, post, replyKey(topicId))
  return reached
}

const replyKey = (topic: number) => `reply:${topic}`
async function stands(topic: number, number: number): Promise<boolean> {
  return (await Posts.exists({ topic, number, removedAt: null })) !== null
}

const nothingToAnswer = () =>
  new Invalid({
    replyTo: 'The post you answer is not there any more. Your words are kept: send them again to the topic.',
  })

async function insertNumbered(fields: Omit<NewPost, 'number'>): Promise<Post> {
  for (let tries = 1; ; tries++) {
    try {
      return await insertPost({ ...fields, number: await takePostNumber(fields.topic) })
    } catch (error) {
      if ((error as { code?: number }).code !== 11000 || tries === MOST_TRIES) throw error
      await relearnPostNumber(fields.topic)
    }
  }
}

/** After the answer. */
export function followUp(author: Account, post: Post, draftKey: string): void {
  justWritten.keep(post)
  doLater('post:new', () => {
    const { topic, number } = post
    publish(`topic:${topic}`, 'post:new', { topic, post: String(post._id), number })
  })
  doLater('telling', () => tellOfPost(String(post._id)))
  doLater('reading', () => markOwn(String(author._id), post.topic, post.number))
  doLater('draft', () => finishDraft(author._id, draftKey))
  if (author.postCount < NEWCOMER_POSTS) doLater('post count', () => countPost(String(author._id)))
}
