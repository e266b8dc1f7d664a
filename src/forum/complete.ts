import { Types } from 'mongoose'
import { isUnnoted } from '../auth/staff-act.ts'
import { seconds } from '../clock.ts'
import { Boards, noteBoard } from './board.ts'
import { dropLeftRevisions } from './left-revisions.ts'
import { movePosts, type Post, Posts } from './post.ts'
import { finishRemoval } from './removal.ts'
import { restoreTopic } from './restore.ts'
import { settleTopic } from './settling.ts'
import { endSettling, moveTail, noteTopic, Topics } from './topic.ts'

/** Milliseconds. Further back than any crash can have left work undone. */
const HORIZON = seconds(3600)

/** What the staff did and the audit log does not name, because a process was killed or the log could not be written. */
export async function noteStaff(): Promise<void> {
  for (const { _id } of await Topics.find(isUnnoted, '_id').lean()) await noteTopic(_id)
  for (const { slug } of await Boards.find(isUnnoted, 'slug').lean()) await noteBoard(slug)
}

/** What a crash left undone; the start awaits it. Each step may be repeated as often as wanted. */
export async function completeTopics(): Promise<void> {
  for (const post of await findLastWritten()) {
    const tail = { lastNumber: post.number, lastAt: post.createdAt, lastAuthor: post.author }
    const isMoved = await moveTail(post.topic, tail)
    if (!isMoved && !(await Topics.exists({ _id: post.topic }))) await restoreTopic(post.topic)
  }
  for (const topic of await Topics.find({ settling: true }, 'board goneAt').lean()) {
    await movePosts(topic._id, topic.board)
    if ((await settleTopic(topic._id)) === 'stays') await endSettling(topic._id)
  }
  for (const post of await Posts.find({ clearing: true }, 'topic number board').lean())
    await finishRemoval(post)
  await dropLeftRevisions()
  await noteStaff()
}

type Last = Pick<Post, 'topic' | 'number' | 'board' | 'author' | 'createdAt'>

/** The newest post of each topic that was written in shortly before the newest post of all. */
async function findLastWritten(): Promise<Iterable<Last>> {
  const newest = await Posts.findOne({}, '_id').sort({ _id: -1 }).lean()
  if (!newest) return []
  const from = newest._id.getTimestamp().getTime() - HORIZON
  const posts = Posts.find(
    { _id: { $gte: Types.ObjectId.createFromTime(Math.floor(from / 1000)) }, removedBy: { $ne: 'author' } },
    'topic number board author createdAt',
  )
  const byTopic = new Map<number, Last>()
  for await (const post of posts.lean().cursor()) {
    const before = byTopic.get(post.topic)
    if (!before || before.number < post.number) byTopic.set(post.topic, post)
  }
  return byTopic.values()
}
