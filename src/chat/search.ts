import type { Account } from '../auth/account.ts'
import { findPeople, shownPerson } from '../auth/people.ts'
import { excerptAround, markWords } from '../content/search-marks.ts'
import { parseSearch, type Wanted } from '../content/search-words.ts'
import { explainTime } from '../database/time-out.ts'
import { takeTurns } from '../database/turns.ts'
import { type Message, Messages } from './message.ts'
import { messagePath, roomPath } from './paths.ts'
import { reachRoom } from './reach.ts'
import type { Room } from './room.ts'

type Found = Pick<Message, '_id' | 'seq' | 'author' | 'text' | 'createdAt'>

const PAGE = 20
/** Milliseconds for the engine; with the way there and back people wait less than a second. */
const MOST_MS = 800
const inTurn = takeTurns(2, 8)

const gaveUp =
  'These words stand in so many messages that we stopped looking. Please add a word that is rarer, or put an exact sentence in “quotation marks”.'

/** Newest first. @throws Unavailable when the words are too common, or too many people search */
function findWords(room: Room, wanted: Wanted, before: number | undefined): Promise<Found[]> {
  const place = before === undefined ? {} : { seq: { $lt: before } }
  return inTurn(() =>
    Messages.find(
      { room: room._id, $text: { $search: wanted.expression }, removedAt: null, hiddenBy: null, ...place },
      'seq author text createdAt',
    )
      .sort({ seq: -1 })
      .limit(PAGE + 1)
      .maxTimeMS(MOST_MS)
      .lean<Found[]>()
      .catch(explainTime(gaveUp)),
  )
}

/** Messages of one room with all of the words, marked. @throws NotFound, Unavailable */
export async function searchRoom(
  actor: Account | undefined,
  slug: string,
  { q = '', before }: { q?: string | undefined; before?: number | undefined },
) {
  const room = await reachRoom(actor, slug)
  const wanted = parseSearch(q)
  const found = wanted ? await findWords(room, wanted, before) : []
  const shown = found.slice(0, PAGE)
  const people = await findPeople(shown.flatMap(({ author }) => (author ? [String(author)] : [])))
  const address = `${roomPath(room)}/search?${new URLSearchParams({ q })}`
  return {
    slug,
    title: room.title,
    href: roomPath(room),
    action: `${roomPath(room)}/search`,
    q,
    isAsked: q !== '',
    messages: shown.map(({ _id, seq, author, text = '', createdAt }) => ({
      id: String(_id),
      seq,
      author: shownPerson(people.get(String(author))),
      createdAt,
      href: messagePath(room, seq),
      excerpt: markWords(excerptAround(text, wanted?.roots ?? []), wanted?.roots ?? []),
    })),
    next: found.length > PAGE ? `${address}&before=${shown.at(-1)?.seq}` : undefined,
    previous: before === undefined ? undefined : address,
  }
}
