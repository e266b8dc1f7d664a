import { loadAccount } from '../auth/account.ts'
import { isNewcomer, NEWCOMER_MENTIONS } from '../auth/policy.ts'
import { markersIn } from '../content/markers.ts'
import type { SocialKind } from '../notifications/kinds.ts'
import { Notifications } from '../notifications/notification.ts'
import type { Board } from './board.ts'
import { knowTopic } from './known-topics.ts'
import { type Post, Posts } from './post.ts'
import { findQuoted } from './quotes.ts'

export interface Addressed {
  kind: SocialKind
  title: string
  ids: string[]
}

type Said = Pick<Post, '_id' | 'topic' | 'author' | 'html' | 'replyTo' | 'untold'>

/** Whom a post is meant for, each under the first that is so: who is quoted, who is named, whose post it answers, whose topic it is. */
export async function addressees(post: Said, board: Board): Promise<Addressed[]> {
  const { mentions, quotes } = markersIn([post.html ?? ''])
  const isNew = post.untold?.includes('all') === true
  const meant = [...mentions].filter((id) => id !== '' && (isNew || post.untold?.includes(id)))
  const named = await few(post, meant)
  if (!isNew) return named.length > 0 ? [{ kind: 'mention', title: 'mentioned you', ids: named }] : []
  const quoted = await findQuoted(quotes, board)
  const authors = [...quoted.values()].flatMap(({ author }) => author ?? [])
  const answered = await answeredBy(post)
  const lists: Addressed[] = [
    { kind: 'quote', title: 'quoted you', ids: authors },
    { kind: 'mention', title: 'mentioned you', ids: named },
    { kind: 'reply', title: 'answered you', ids: answered },
    { kind: 'reply', title: 'wrote in your topic', ids: await begunBy(post) },
  ]
  const known = new Set([String(post.author)])
  return lists
    .map((list) => ({
      ...list,
      ids: [...new Set(list.ids)].filter((id) => !known.has(id) && known.add(id)),
    }))
    .filter(({ ids }) => ids.length > 0)
}

/** Whoever is new reaches a few, also by changing whom they name. */
async function few({ _id, author }: Said, named: string[]): Promise<string[]> {
  const account = named.length > 0 ? await loadAccount(String(author)) : undefined
  if (!account || !isNewcomer(account)) return named
  const told = await Notifications.distinct('account', { once: `post:${_id}`, kind: 'mention' })
  const known = new Set(told.map(String))
  const fresh = named.filter((id) => !known.has(id)).slice(0, Math.max(0, NEWCOMER_MENTIONS - known.size))
  return [...named.filter((id) => known.has(id)), ...fresh]
}

/** Whoever began a topic waits for answers, whichever post they are about; by muting it they wait no more. */
async function begunBy({ topic }: Said): Promise<string[]> {
  const author = (await knowTopic(topic))?.author
  return author ? [String(author)] : []
}

async function answeredBy({ topic, replyTo }: Said): Promise<string[]> {
  if (replyTo === null) return []
  const answered = await Posts.findOne({ topic, number: replyTo, removedAt: null }, 'author').lean()
  return answered?.author ? [String(answered.author)] : []
}
