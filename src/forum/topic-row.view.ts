import { findPeople, type Person } from '../auth/people.ts'
import type { Board } from './board.ts'
import { allBoards } from './board-list.ts'
import { type LabelView, showLabels } from './labels.ts'
import { boardPath, topicPath } from './paths.ts'
import type { Position } from './reading.ts'
import type { ListedTopic } from './topic-list.ts'
import { positionsOf, type Reader, unreadCount } from './unread.ts'

/** A topic in a list, as the partial `row` and JSON clients get it. */
export interface TopicRow {
  id: string
  slug: string
  title: string
  labels: LabelView[]
  href: string
  board: { slug: string; name: string; href: string } | null
  lastBy: { username: string; name: string } | null
  createdAt: Date
  lastAt: Date
  replies: number
  /** New posts for the reader; null where nothing is new, or where nobody is signed in. */
  unread: number | null
  unreadHref: string | null
  isPinned: boolean
  isClosed: boolean
  isMuted: boolean
}

export interface TopicRows {
  rows: TopicRow[]
  /** What a kept page with these rows depends on. */
  tags: string[]
}

/** One look-up for all people, one for all reading positions; boards are in memory. */
export async function topicRows(
  topics: readonly ListedTopic[],
  reader: Reader | undefined,
): Promise<TopicRows> {
  const ids = topics.map((topic) => topic._id)
  const lastAuthors = topics.flatMap((topic) => (topic.lastAuthor ? [String(topic.lastAuthor)] : []))
  const [people, boards, positions] = await Promise.all([
    findPeople(lastAuthors),
    allBoards(),
    reader ? positionsOf(reader, topics) : new Map<number, Position>(),
  ])
  const boardsById = new Map(boards.map((board) => [String(board._id), board]))
  const rows = topics.map((topic) => {
    const position = positions.get(topic._id)
    return {
      ...plainRow(topic, boardsById.get(String(topic.board))),
      lastBy: shownPerson(people.get(String(topic.lastAuthor))),
      ...unreadPart(topic, position, reader),
      isMuted: position?.level === 'mute',
    }
  })
  const tags = [...ids.map((id) => `topic:${id}`), ...lastAuthors.map((id) => `account:${id}`)]
  return { rows, tags: [...new Set(tags)] }
}

function plainRow(topic: ListedTopic, board: Board | undefined) {
  return {
    id: String(topic._id),
    slug: topic.slug,
    title: topic.title,
    labels: showLabels(topic),
    href: topicPath(topic),
    board: board ? { slug: board.slug, name: board.name, href: boardPath(board) } : null,
    createdAt: topic.createdAt,
    lastAt: topic.lastAt,
    replies: Math.max(0, topic.lastNumber - 1),
    isPinned: topic.pinnedAt !== null,
    isClosed: topic.closedAt !== null,
  }
}

export function shownPerson(person: Person | undefined): { username: string; name: string } | null {
  return person ? { username: person.username, name: person.name } : null
}

function unreadPart(topic: ListedTopic, position: Position | undefined, reader: Reader | undefined) {
  const unread = reader ? unreadCount(topic, position, reader.since) : 0
  if (unread === 0) return { unread: null, unreadHref: null }
  const first = Math.min(topic.lastNumber, (position?.lastRead ?? 0) + 1)
  return { unread, unreadHref: `${topicPath(topic)}/${first}` }
}
