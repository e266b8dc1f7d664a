import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { Account } from '../auth/account.ts'
import { classesOf, classOf } from '../auth/reader-class.ts'
import { Invalid } from '../errors.ts'
import { onPublish } from '../live/bus.ts'
import { lookUntilSteady } from '../live/looking.ts'
import { log } from '../log.ts'
import type { LiveRoom, Outlet } from '../web/live-room.ts'
import { renderView } from '../web/views.ts'
import type { Board } from './board.ts'
import { allBoards, findBoardFor, visibleBoardIds } from './board-list.ts'
import { findTopicIn, type ListedTopic, listBoard, listLatest } from './topic-list.ts'
import { topicRows } from './topic-row.view.ts'
import { flushTails } from './topic-tails.ts'

/** Milliseconds. A lively topic moves a list once in a while, not with every reply. */
const PAUSE = 500
const MOST_ROWS = 200

/** Every list over all boards, which no board can be called; else the slug of a board. */
const LATEST = '_all'
const groupOf = (list: string, readers: string) => `list:${list}/${readers}`

interface RowShown {
  topic: string
  number: number
  by: string | null
  html: string
}

async function showRows(topics: readonly ListedTopic[]): Promise<RowShown[]> {
  const { rows } = await topicRows(topics, undefined)
  return rows.map((row) => ({
    topic: row.id,
    number: row.replies + 1,
    by: row.lastBy?.username ?? null,
    html: renderView('partials/row', row),
  }))
}

interface RowNow extends RowShown {
  board: Board
}

async function lookAt(id: number): Promise<RowNow | undefined> {
  await flushTails()
  const boards = await allBoards()
  const ids = boards.map(({ _id }) => _id)
  const topic = await findTopicIn(id, ids)
  const board = topic && boards.find(({ _id }) => _id.equals(topic.board))
  const [row] = topic ? await showRows([topic]) : []
  return board && row && { ...row, board }
}

async function tellRow(out: Outlet, id: number): Promise<void> {
  const now = await lookUntilSteady([`topic-facts:${id}`, 'boards'], () => lookAt(id))
  if (!now) return
  const { board, ...row } = now
  for (const list of [LATEST, board.slug]) {
    const groups = classesOf(board).map((readers) => groupOf(list, readers))
    out.tell(groups, 'row', { room: `list:${list}`, ...row })
  }
}

function listen(out: Outlet): () => void {
  const soon = new Set<number>()
  return onPublish((_room, event, payload) => {
    if (event !== 'post:new' && event !== 'topic:new') return
    const { topic } = payload as { topic: number }
    if (soon.has(topic)) return
    soon.add(topic)
    wait(PAUSE)
      .then(() => {
        // From here on another post is news again.
        soon.delete(topic)
        return tellRow(out, topic)
      })
      .catch((error) => log.warn({ err: error, topic }, 'a list did not hear of a post'))
  })
}

async function topicsOf(user: Account | undefined, list: string): Promise<readonly ListedTopic[]> {
  await flushTails()
  if (list === LATEST) return (await listLatest(await visibleBoardIds(user), undefined)).items
  const board = await findBoardFor(user, list)
  return board ? (await listBoard(board._id, undefined)).items : []
}

/** Newest number of each topic that the page lists. */
const sinceSchema = z
  .record(z.string().regex(/^[1-9]\d{0,8}$/), z.int().min(0))
  .refine((have) => Object.keys(have).length <= MOST_ROWS)

/** A list of topics, while somebody looks at it. */
export const listRoom: LiveRoom = {
  kind: 'list',

  async admit(user, list) {
    const group = groupOf(list, classOf(user))
    if (list === LATEST) return { groups: [group], tags: ['boards'] }
    const board = await findBoardFor(user, list)
    return board && { groups: [group], tags: ['boards'] }
  },

  async since(user, list, since) {
    const have = sinceSchema.safeParse(since).data
    if (!have) throw new Invalid({ since: 'This is not what a page of ours shows.' })
    const topics = await topicsOf(user, list)
    return showRows(topics.filter(({ _id, lastNumber }) => lastNumber > (have[String(_id)] ?? 0)))
  },

  listen,
}
