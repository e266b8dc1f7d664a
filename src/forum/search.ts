import type { Types } from 'mongoose'
import type { Wanted } from '../content/search-words.ts'
import { explainTime } from '../database/time-out.ts'
import { takeTurns } from '../database/turns.ts'
import { type Cut, cutPage } from './cursor.ts'
import { type Post, Posts } from './post.ts'
import type { Ids } from './topic-list.ts'

export type FoundPost = Pick<Post, '_id' | 'topic' | 'number' | 'board' | 'author' | 'createdAt'> & {
  text: string
}

const PAGE = 20
/** Milliseconds for the engine; with the way there and back people wait less than a second. */
const MOST_MS = 800
const inTurn = takeTurns(2, 8)

const gaveUp =
  'These words stand in so many posts that we stopped looking. Please add a word that is rarer, or put an exact sentence in “quotation marks”.'

/**
 * Posts with these words, newest first. Only two searches run at once, each for a second at most: an unbounded one
 * stops the whole site.
 * @throws Unavailable when the words are too common, or too many people search
 */
export function searchPosts(
  wanted: Wanted,
  boards: Ids,
  before: Types.ObjectId | undefined,
  mostMs = MOST_MS,
): Promise<Cut<FoundPost>> {
  return inTurn(async () => {
    const found = await Posts.find(
      {
        $text: { $search: wanted.expression },
        board: { $in: boards },
        removedAt: null,
        hiddenBy: null,
        ...(before && { _id: { $lt: before } }),
      },
      'topic number board author createdAt text',
    )
      .sort({ _id: -1 })
      .limit(PAGE + 1)
      .maxTimeMS(mostMs)
      .lean<FoundPost[]>()
      .catch(explainTime(gaveUp))
    return cutPage(found, PAGE, (post) => String(post._id))
  })
}
