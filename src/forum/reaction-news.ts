import { type Account, loadAccount } from '../auth/account.ts'
import { ignoredBy } from '../auth/ignored.ts'
import { hours, nowMs } from '../clock.ts'
import { type Crowd, notifyOfCrowd } from '../notifications/many.ts'
import { canBeTold } from '../notifications/recipients.ts'
import { crowdOf, postsSince, type ReactionKind } from '../reactions/reaction.ts'
import { findBoard } from './board-list.ts'
import { knowTopic } from './known-topics.ts'
import { mutersOf } from './levels-of.ts'
import { postPath } from './paths.ts'
import { canSeeBoard } from './policy.ts'
import { type Post, Posts } from './post.ts'

const titles: Record<ReactionKind, string> = {
  agree: 'agreed with your post',
  disagree: 'disagreed with your post',
  thanks: 'thanked you for your post',
}
const mixed = 'reacted to your post'

type Reacted = Pick<Post, '_id' | 'topic' | 'number' | 'board' | 'author' | 'removedAt' | 'reactionsHidden'>

const load = (id: string): Promise<Reacted | null> =>
  Posts.findById(id, 'topic number board author removedAt reactionsHidden').lean()

async function isHeard(account: Account | undefined, post: Reacted): Promise<boolean> {
  const board = await findBoard(post.board)
  if (!account || !board || !canBeTold(account) || !canSeeBoard(account, board)) return false
  return (await mutersOf(post, [String(account._id)])).size === 0
}

/** Who reacted, without those whom the author ignores; undefined where nothing of it is to be told. */
async function look(id: string, author: string): Promise<Crowd | undefined> {
  const post = await load(id)
  if (!post || post.removedAt || post.reactionsHidden) return undefined
  if (!(await isHeard(await loadAccount(author), post))) return undefined
  const crowd = await crowdOf({ kind: 'post', id }, await ignoredBy(author))
  if (!crowd) return undefined
  const [kind] = crowd.kinds
  const title = crowd.kinds.length === 1 && kind ? titles[kind] : mixed
  return { from: crowd.latest, others: crowd.count - 1, title }
}

/** One line for all who reacted to a post, for its author. As often as wanted. */
export async function tellOfReactions(id: string): Promise<void> {
  const post = await load(id)
  const topic = post?.author && (await knowTopic(post.topic))
  if (!post?.author || !topic) return
  const author = String(post.author)
  const news = {
    ...{ kind: 'reaction' as const, href: postPath(topic, post.number) },
    ...{ once: `reactions:${id}`, group: `topic:${post.topic}` },
  }
  await notifyOfCrowd(author, news, () => look(id, author))
}

/** Further back than any crash can have left something untold. */
const HORIZON = hours(1)

/** What a crash left untold; the start calls it. */
export async function completeReactionNews(): Promise<void> {
  for (const id of await postsSince(new Date(nowMs() - HORIZON))) await tellOfReactions(id)
}
