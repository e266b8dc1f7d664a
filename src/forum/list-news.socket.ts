import { setTimeout as wait } from 'node:timers/promises'
import { classes, classesOf, type ReaderClass } from '../auth/reader-class.ts'
import { type LiveEvents, onPublish } from '../live/bus.ts'
import { inOrder } from '../live/in-order.ts'
import { lookUntilSteady } from '../live/looking.ts'
import { log } from '../log.ts'
import type { Outlet } from '../web/live-room.ts'
import { renderView } from '../web/views.ts'
import type { Board } from './board.ts'
import { allBoards } from './board-list.ts'
import { findTopicIn, type ListedTopic } from './topic-list.ts'
import { topicRows } from './topic-row.view.ts'
import { flushTails } from './topic-tails.ts'

/** Milliseconds. A lively topic moves a list once in a while, not with every reply. */
const PAUSE = 500

/** Every list over all boards, which no board can be called; else the slug of a board. */
export const LATEST = '_all'
export const listGroup = (list: string, readers: ReaderClass) => `list:${list}/${readers}`

interface RowShown {
  topic: string
  number: number
  by: string | null
  html: string
}

export async function showRows(topics: readonly ListedTopic[]): Promise<RowShown[]> {
  const { rows } = await topicRows(topics, undefined)
  return rows.map((row) => ({
    topic: row.id,
    number: row.replies + 1,
    by: row.lastBy?.username ?? null,
    html: renderView('partials/row', row),
  }))
}

interface RowNow {
  row: RowShown
  board: Board
}

async function lookAt(id: number): Promise<RowNow | undefined> {
  await flushTails()
  const boards = await allBoards()
  const ids = boards.map(({ _id }) => _id)
  const topic = await findTopicIn(id, ids)
  const board = topic && boards.find(({ _id }) => _id.equals(topic.board))
  const [row] = topic ? await showRows([topic]) : []
  return board && row && { row, board }
}

const look = (id: number) => lookUntilSteady([`topic-facts:${id}`, 'boards'], () => lookAt(id))

function tellRow(out: Outlet, { board, row }: RowNow, isChange?: true): void {
  for (const list of [LATEST, board.slug]) {
    const groups = classesOf(board).map((readers) => listGroup(list, readers))
    out.tell(groups, 'row', { room: `list:${list}`, ...row, ...(isChange && { isChange }) })
  }
}

/** Its title, marks or board are others, or it is gone: the lists that showed it, and now do not, let go of it. */
async function tellChange(out: Outlet, topic: number, slug: string): Promise<void> {
  const before = (await allBoards()).find((board) => board.slug === slug)
  const now = await look(topic)
  const readers = before ? classesOf(before) : []
  const left = readers.filter((one) => !now || !classesOf(now.board).includes(one))
  const unlist = (list: string, from: readonly ReaderClass[]) =>
    out.tell(
      from.map((one) => listGroup(list, one)),
      'unlisted',
      { room: `list:${list}`, topic: String(topic) },
    )
  if (now) tellRow(out, now, true)
  if (left.length > 0) unlist(LATEST, left)
  if (readers.length > 0 && now?.board.slug !== slug) unlist(slug, readers)
}

/** @returns how to stop */
export function listenToLists(out: Outlet): () => void {
  const soon = new Set<number>()
  const inTurn = inOrder<number>('news of a list')
  const isRead = (list: string) => classes.some((readers) => out.isHeard(listGroup(list, readers)))
  const isAnyRead = async () => isRead(LATEST) || (await allBoards()).some(({ slug }) => isRead(slug))

  async function tellSoon(topic: number): Promise<void> {
    await wait(PAUSE)
    // From here on another post is news again.
    soon.delete(topic)
    if (!(await isAnyRead())) return
    inTurn(topic, async () => {
      const now = await look(topic)
      if (now) tellRow(out, now)
    })
  }

  return onPublish((_room, event, payload) => {
    if (event === 'topic:changed' || event === 'topic:gone') {
      const { topic, board } = payload as LiveEvents['topic:changed']
      inTurn(topic, async () => {
        if (await isAnyRead()) await tellChange(out, topic, board)
      })
    } else if (event === 'post:new' || event === 'topic:new') {
      const { topic } = payload as { topic: number }
      if (soon.has(topic)) return
      soon.add(topic)
      tellSoon(topic).catch((error) => log.warn({ err: error, topic }, 'a list did not hear of a post'))
    }
  })
}
