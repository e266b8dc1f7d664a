import { z } from 'zod'
import type { Account } from '../auth/account.ts'
import { classOf } from '../auth/reader-class.ts'
import { Invalid } from '../errors.ts'
import type { LiveRoom } from '../web/live-room.ts'
import { findBoardFor, visibleBoardIds } from './board-list.ts'
import { LATEST, listenToLists, listGroup, showRows } from './list-news.socket.ts'
import {
  findHiddenAmong,
  findTopics,
  type Ids,
  type ListedTopic,
  listBoard,
  listLatest,
} from './topic-list.ts'
import { flushTails } from './topic-tails.ts'

const MOST_ROWS = 200

async function boardsOf(user: Account | undefined, list: string): Promise<Ids> {
  if (list === LATEST) return visibleBoardIds(user)
  const board = await findBoardFor(user, list)
  return board ? [board._id] : []
}

async function firstPage(boards: Ids, list: string): Promise<readonly ListedTopic[]> {
  const [board] = boards
  if (!board) return []
  return (list === LATEST ? await listLatest(boards, undefined) : await listBoard(board, undefined)).items
}

/** Newest number of each topic that the page lists. */
const sinceSchema = z
  .record(z.string().regex(/^[1-9]\d{0,8}$/), z.int().min(0))
  .refine((have) => Object.keys(have).length <= MOST_ROWS)

/** A list of topics, while somebody looks at it. */
export const listRoom: LiveRoom = {
  kind: 'list',

  async admit(user, list) {
    const group = listGroup(list, classOf(user))
    if (list === LATEST) return { groups: [group], tags: ['boards'] }
    const board = await findBoardFor(user, list)
    return board && { groups: [group], tags: ['boards'] }
  },

  /** Rows that went on, that are new, or whose words are hidden by now; and those that do not belong here any more. */
  async since(user, list, since) {
    const have = sinceSchema.safeParse(since).data
    if (!have) throw new Invalid({ since: 'This is not what a page of ours shows.' })
    await flushTails()
    const boards = await boardsOf(user, list)
    const ids = Object.keys(have).map(Number)
    const [newest, listed, hidden] = await Promise.all([
      firstPage(boards, list),
      findTopics(ids, boards),
      findHiddenAmong(ids),
    ])
    const isOtherwise = ({ _id, lastNumber }: ListedTopic) =>
      lastNumber > (have[String(_id)] ?? 0) || hidden.has(_id)
    const fresh = newest.filter(({ _id }) => !listed.has(_id))
    return {
      rows: await showRows([...[...listed.values()].filter(isOtherwise), ...fresh]),
      unlisted: ids.filter((id) => !listed.has(id)).map(String),
    }
  },

  listen: listenToLists,
}
