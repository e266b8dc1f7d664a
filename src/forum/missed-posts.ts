import { z } from 'zod'
import type { Account } from '../auth/account.ts'
import { Invalid } from '../errors.ts'
import { canTrust } from '../live/trust.ts'
import { noteShown } from './open-pages.ts'
import type { PostView, Tombstone, TopicPage } from './page-of-posts.ts'
import { firstOnPage, PAGE_SIZE } from './paths.ts'
import { newestNumber } from './post.ts'
import { type Reached, reachTopic } from './reach.ts'
import { facesFor } from './topic.view.ts'
import { topicPage } from './topic-pages.ts'

/** Posts that one page shows at most, with those that arrived while it was open. */
const MOST_SHOWN = 300
/** Pages of posts that those stand on, some of them without a post that is shown. */
const MOST_PAGES = 30
/** New posts that are sent at once; who missed more gets a link to them. */
const MOST_NEW = 60

const sinceSchema = z.strictObject({
  /** Version of each post on the page, by its number. */
  have: z
    .record(z.string().regex(/^[1-9]\d{0,8}$/), z.string().max(16))
    .refine((have) => Object.keys(have).length <= MOST_SHOWN),
  /** The page shows the end of the topic, and grows there. */
  isEnd: z.boolean(),
  /** No post before this number is missing on the page; where absent, none before the last that it shows. */
  upTo: z.int().min(0).max(999_999_999).optional(),
})

export interface MissedPosts {
  posts: { number: number; version: string; html: string }[]
  /** The newest of the topic, sent or not. */
  newest: number
  /** As far as this the page misses nothing with the answer. */
  upTo: number
}

type Face = (PostView & { isIgnored?: boolean }) | Tombstone
type Render = (post: Face & { topicId: number }) => string

const notOurs = () => new Invalid({ since: 'This is not what a page of ours shows.' })

const MOST_TRIES = 3

/** Noted first, and then still the same: from here on the page hears when something on it changes. */
async function pageAsItIs({ topic, board }: Reached, first: number): Promise<TopicPage> {
  for (let tries = 1; ; tries += 1) {
    const page = await topicPage(topic, board, first)
    noteShown(topic._id, page, page.beside)
    if (tries === MOST_TRIES || !canTrust() || (await topicPage(topic, board, first)) === page) return page
  }
}

/**
 * What a page that shows these versions has to change: nothing, when nothing was missed. The pages of posts are in memory, so
 * that many who come back at once cost little.
 * @throws Invalid, NotFound, Gone
 */
export async function missedPosts(
  actor: Account | undefined,
  topicId: number,
  since: unknown,
  render: Render,
): Promise<MissedPosts> {
  const asked = sinceSchema.safeParse(since)
  if (!asked.success) throw notOurs()
  const { have, isEnd } = asked.data
  const reached = await reachTopic(actor, topicId)
  const shown = Object.keys(have).map(Number)
  const last = Math.max(0, ...shown)
  const known = asked.data.upTo ?? last
  const newest = await newestNumber(topicId)
  const wanted = new Set(shown.map(firstOnPage))
  const until = isEnd ? Math.min(newest, known + MOST_NEW) : last
  for (let first = firstOnPage(known + 1); isEnd && first <= until; first += PAGE_SIZE) wanted.add(first)
  if (wanted.size > MOST_PAGES) throw notOurs()
  const posts: MissedPosts['posts'] = []
  for (const first of [...wanted].sort((a, b) => a - b)) {
    const page = await pageAsItIs(reached, first)
    const faces = (await facesFor(actor, reached, page)) as Face[]
    for (const face of faces) {
      const { number, version } = face
      const isNew = isEnd && number > known && number <= until
      // Who is ignored is not told of: their posts stand folded on a page that is loaded.
      const isTold = !('isIgnored' in face && face.isIgnored)
      const isWanted = number in have ? have[number] !== version : isNew && isTold
      if (isWanted) posts.push({ number, version, html: render({ ...face, topicId }) })
    }
  }
  return { posts, newest, upTo: until }
}
