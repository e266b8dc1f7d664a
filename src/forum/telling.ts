import { minutes, nowMs } from '../clock.ts'
import { log } from '../log.ts'
import { type NotificationKind, watchTitles } from '../notifications/kinds.ts'
import { notifyMany } from '../notifications/many.ts'
import { forgetNotifications } from '../notifications/notification.ts'
import { whoMayBeTold } from '../notifications/recipients.ts'
import { addressees } from './addressees.ts'
import type { Board } from './board.ts'
import { findBoard } from './board-list.ts'
import { mutersOf, watchersOfBoard, watchersOfTopic } from './levels-of.ts'
import { postPath } from './paths.ts'
import { canSeeBoard } from './policy.ts'
import { endTelling, type Post, Posts } from './post.ts'
import './told-topics.ts'
import { type Topic, Topics } from './topic.ts'

const shown = 'topic number board author html replyTo removedAt untold createdAt'
type Fresh = Pick<
  Post,
  '_id' | 'topic' | 'number' | 'board' | 'author' | 'html' | 'replyTo' | 'removedAt' | 'untold'
>

/** What a post told, and all who reacted to it, is known by. */
export const postKeys = (id: string) => [`post:${id}`, `reactions:${id}`]

interface Telling {
  post: Fresh
  topic: Pick<Topic, '_id' | 'slug' | 'goneAt'>
  board: Board
}

/** Of these, whoever may be told of the post: reads the board, does not mute it, does not ignore the author. */
async function heard({ post, board }: Telling, ids: readonly string[]): Promise<string[]> {
  const accounts = await whoMayBeTold(ids, String(post.author))
  const readers = accounts.filter((account) => canSeeBoard(account, board)).map(({ _id }) => String(_id))
  const muters = readers.length > 0 ? await mutersOf(post, readers) : new Set<string>()
  return readers.filter((id) => !muters.has(id))
}

async function tell(telling: Telling, ids: readonly string[], kind: NotificationKind, title: string) {
  const { post, topic } = telling
  const isAboutThem = !Object.values(watchTitles).includes(title)
  await notifyMany(
    await heard(telling, ids),
    {
      ...{ kind, title, href: postPath(topic, post.number), from: String(post.author) },
      ...{ once: `post:${post._id}`, group: `topic:${post.topic}` },
    },
    isAboutThem,
  )
}

async function tellWatchers(telling: Telling): Promise<void> {
  const { post } = telling
  const ofBoard = post.number === 1 ? watchTitles.begun : watchTitles.board
  for await (const ids of watchersOfTopic(post.topic)) await tell(telling, ids, 'reply', watchTitles.topic)
  for await (const ids of watchersOfBoard(post.board)) await tell(telling, ids, 'reply', ofBoard)
}

/**
 * Tells whom a post concerns, each once: those it quotes, names or answers, then those who watch. What has still to be told is
 * noted on the post itself, so whoever comes after a crash tells the rest; as often as wanted, by as many as want.
 */
export async function tellOfPost(id: string): Promise<void> {
  const post: Fresh | null = await Posts.findById(id, shown).lean()
  if (!post?.untold?.length) return
  const [topic, board] = await Promise.all([
    Topics.findById(post.topic, 'slug goneAt').lean(),
    findBoard(post.board),
  ])
  // A topic whose record a crash prevented comes back from its posts, and this is told then.
  if (!post.removedAt && (!topic || topic.goneAt)) return
  if (!post.removedAt && post.author && topic && board) {
    const telling = { post, topic, board }
    for (const { ids, kind, title } of await addressees(post, board)) await tell(telling, ids, kind, title)
    if (post.untold.includes('all')) await tellWatchers(telling)
  }
  await endTelling(post)
  // It may have gone while it was told of: its removal took away what was told by then.
  const now = await Posts.findById(id, 'removedAt').lean()
  if (!now || now.removedAt) await forgetNotifications(...postKeys(id))
}

/** Who is told right after an answer is not told by the timetable as well; it would do no harm, but twice the work. */
const GRACE = minutes(1)
const BATCH = 200

/** What a crash, or a fault, left untold. One post that fails holds up no other. */
export async function tellOfPosts(): Promise<void> {
  const before = new Date(nowMs() - GRACE)
  let after = {}
  for (;;) {
    const posts = await Posts.find({ untold: { $exists: true }, createdAt: { $lt: before }, ...after }, '_id')
      .sort({ _id: 1 })
      .limit(BATCH)
      .lean()
    for (const { _id } of posts)
      await tellOfPost(String(_id)).catch((error) =>
        log.error({ err: error, post: String(_id) }, 'a post could not be told of; it is tried again'),
      )
    const last = posts.at(-1)
    if (posts.length < BATCH || !last) return
    after = { _id: { $gt: last._id } }
  }
}
