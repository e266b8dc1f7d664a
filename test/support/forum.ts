import { randomBytes } from 'node:crypto'
import type { Account } from '../../src/auth/account.ts'
import { addTopic } from '../../src/forum/beginning.ts'
import { addBoard, type Board, type BoardFields, changeBoard } from '../../src/forum/board.ts'
import type { Post } from '../../src/forum/post.ts'
import { addPost } from '../../src/forum/reply.ts'
import { makeAccount } from './accounts.ts'

const someName = () => `b${randomBytes(4).toString('hex')}`

/** An open public board, unless told otherwise. */
export async function makeBoard(wanted: Partial<BoardFields> = {}): Promise<Board> {
  const slug = wanted.slug ?? someName()
  return addBoard({ name: slug, description: '', audience: 'public', order: 1, ...wanted, slug })
}

export async function archiveBoard(board: Board): Promise<void> {
  await changeBoard(board.slug, { isArchived: true })
}

interface WantedTopic {
  board?: Board
  author?: Account
  title?: string
  body?: string
}

/** A topic with its first post, written as a member writes it. */
export async function makeTopic(wanted: WantedTopic = {}) {
  const board = wanted.board ?? (await makeBoard())
  const author =
    wanted.author ?? (await makeAccount({ role: board.audience === 'staff' ? 'moderator' : 'member' }))
  const { title = 'A quiet evening', body = 'The first words.' } = wanted
  const { topic, post } = await addTopic(author, board.slug, { title, body })
  return {
    id: topic._id,
    slug: topic.slug,
    path: `/t/${topic.slug}/${topic._id}`,
    topic,
    post,
    board,
    author,
  }
}

interface WantedPost {
  topic: number
  author?: Account
  body?: string
  replyTo?: number
}

export async function makePost({
  topic,
  author,
  body = 'Some more words.',
  replyTo,
}: WantedPost): Promise<Post> {
  const { post } = await addPost(author ?? (await makeAccount()), topic, { body, replyTo })
  return post
}
