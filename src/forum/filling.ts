import type { Types } from 'mongoose'
import { findPeople, type Person } from '../auth/people.ts'
import { fillMarkers, markersIn } from '../content/markers.ts'
import type { Board } from './board.ts'
import { findQuoted, type Quoted } from './quotes.ts'

export interface Filled {
  htmls: string[]
  /** Everybody who is named, those in `others` too. */
  people: Map<string, Person>
  /** Tags of everything that was filled in. */
  tags: string[]
}

/**
 * Puts names and quoted words into stored HTML, for readers of this board: one look-up for posts, one for people.
 * @param others ids of people to look up with them, such as the posts' authors
 */
export async function fillPosts(
  htmls: readonly string[],
  board: Pick<Board, 'audience'>,
  others: readonly (Types.ObjectId | null)[] = [],
): Promise<Filled> {
  const { mentions, quotes } = markersIn(htmls)
  const quoted = quotes.size === 0 ? new Map<string, Quoted>() : await findQuoted(quotes, board)
  const ids = new Set([...mentions, ...others.flatMap((id) => (id ? [String(id)] : []))])
  for (const { author, slice } of quoted.values()) {
    if (author) ids.add(author)
    for (const id of slice?.mentions ?? []) ids.add(id)
  }
  const people = await findPeople(ids)
  const tags = new Set([...ids].map((id) => `account:${id}`))
  for (const quote of quoted.values()) for (const tag of quote.tags) tags.add(tag)
  const fillings = {
    person: (id: string) => people.get(id),
    quote: (ref: string) => filledQuote(quoted.get(ref), people),
  }
  return { htmls: htmls.map((html) => fillMarkers(html, fillings)), people, tags: [...tags] }
}

function filledQuote(quoted: Quoted | undefined, people: Map<string, Person>) {
  if (!quoted?.slice) return undefined
  const author = quoted.author === undefined ? null : (people.get(quoted.author) ?? null)
  return { author, address: quoted.address, ...quoted.slice }
}
