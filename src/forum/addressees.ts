import { loadAccount } from '../auth/account.ts'
import { isNewcomer, NEWCOMER_MENTIONS } from '../auth/policy.ts'
import { markersIn } from '../content/markers.ts'
import type { SocialKind } from '../notifications/kinds.ts'
import type { Board } from './board.ts'
import { knowTopic } from './known-topics.ts'
import { type Post, Posts } from './post.ts'
import { findQuoted } from './quotes.ts'

export interface Addressed {
  kind: SocialKind
  title: string
  ids: string[]
}

type Said = Pick<Post, 'topic' | 'author' | 'html' | 'replyTo' | 'untold'>

/** Whom a post is meant for, each under the first that is so: who is quoted, who is named, whose post it answers, whose topic it is. */
export async function addressees(post: Said, board: Board): Promise<Addressed[]> {
  const { mentions, quotes } = markersIn([post.html ?? ''])
  const isNew = post.untold?.includes('all') === true
  const named = await namedIn(
    post,
    [...mentions].filter((id) => id !== ''),
  )
  if (!isNew) {
    const added = named.filter((id) => post.untold?.includes(id))
    return added.length > 0 ? [{ kind: 'mention', title: 'mentioned you', ids: added }] : []
  }
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

async function namedIn({ author }: Said, ids: string[]): Promise<string[]> {
  if (ids.length <= NEWCOMER_MENTIONS) return ids
  const account = await loadAccount(String(author))
  return account && isNewcomer(account) ? ids.slice(0, NEWCOMER_MENTIONS) : ids
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
