import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { excerptAround, markWords } from '../content/search-marks.ts'
import { parseSearch, type Wanted } from '../content/search-words.ts'
import { Invalid } from '../errors.ts'
import { listBoards } from './board-list.ts'
import { findNamed } from './find-named.ts'
import { postRows } from './post-row.view.ts'
import { searchPosts } from './search.ts'

const MOST_PEOPLE = 6

export interface SearchInput {
  /** Undefined or empty: nothing was looked for yet. */
  q?: string | undefined
  /** Slug of a board. */
  board?: string | undefined
  before?: Types.ObjectId | undefined
}

/** The form, filled in as far as that makes sense. */
export async function searchForm(viewer: Account | undefined, { q, board }: SearchInput) {
  const boards = await listBoards(viewer)
  return {
    q: q ?? '',
    board: board ?? '',
    boards: [
      { value: '', label: 'All boards' },
      ...boards.map(({ slug, name }) => ({ value: slug, label: name })),
    ],
  }
}

/**
 * Posts with all of the words, newest first, with the words marked; on the first page people of that name, too.
 * @throws Invalid for a board that is not there for this person, Unavailable where searching takes too long
 */
export async function showSearch(viewer: Account | undefined, { q = '', board, before }: SearchInput) {
  const form = await searchForm(viewer, { q, board })
  const wanted = parseSearch(q)
  if (!wanted)
    return { ...form, isAsked: q !== '', people: [], posts: [], next: undefined, previous: undefined }
  const boards = (await listBoards(viewer)).filter((one) => !board || one.slug === board)
  if (boards.length === 0 && board) throw new Invalid({ board: 'There is no such board.' })
  const ids = boards.map((one) => one._id)
  const [found, people] = await Promise.all([
    searchPosts(wanted, ids, before),
    before || board ? [] : findNamed(q, MOST_PEOPLE),
  ])
  const rows = await postRows(found.items, ids)
  return {
    ...form,
    isAsked: true,
    people: people.map(({ username, name }) => ({ username, name, href: `/u/${username}` })),
    posts: rows.map(({ row, post }) => ({ ...row, ...markedParts(row.topic.title, post.text, wanted) })),
    next: found.next && searchPath({ q, board, before: found.next }),
    previous: before && searchPath({ q, board }),
  }
}

function markedParts(title: string, text: string | undefined, { roots }: Wanted) {
  return {
    title: markWords(title, roots),
    excerpt: markWords(excerptAround(text ?? '', roots), roots),
  }
}

function searchPath({ q, board, before }: { q: string; board: string | undefined; before?: string }): string {
  const query = new URLSearchParams({ q, ...(board && { board }), ...(before && { before }) })
  return `/search?${query}`
}
