import type { Account } from '../auth/account.ts'
import { onGroup } from '../notifications/groups.ts'
import type { Notification } from '../notifications/notification.ts'
import { visibleBoardIds } from './board-list.ts'
import { mutersOf } from './levels-of.ts'
import { topicPath } from './paths.ts'
import { Posts } from './post.ts'
import { findTopics } from './topic-list.ts'

const postOf = ({ once }: Pick<Notification, 'once'>) => once.slice(once.indexOf(':') + 1)

/** Titles are looked up when they are shown: one that changed, was hidden, or moved out of sight, is so here as well. */
async function show(reader: Account, ids: readonly string[]) {
  const topics = await findTopics(ids.map(Number), await visibleBoardIds(reader))
  return new Map(
    [...topics.values()].map((topic) => [String(topic._id), { title: topic.title, href: topicPath(topic) }]),
  )
}

async function standing(reader: Account, told: readonly Notification[]): Promise<Notification[]> {
  const boards = await visibleBoardIds(reader)
  const posts = await Posts.find(
    { _id: { $in: told.map(postOf) }, board: { $in: boards }, removedAt: null },
    'topic board',
  ).lean()
  const [first] = posts
  const me = String(reader._id)
  if (!first || (await mutersOf(first, [me])).has(me)) return []
  const known = new Set(posts.map(({ _id }) => String(_id)))
  return told.filter((one) => known.has(postOf(one)))
}

onGroup('topic', { show, standing })
