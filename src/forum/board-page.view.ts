import type { Account } from '../auth/account.ts'
import { NotFound } from '../errors.ts'
import { boardLevelsOf } from './board-level.ts'
import { findBoardFor } from './board-list.ts'
import { boardView } from './boards.view.ts'
import type { Place } from './cursor.ts'
import { showList } from './lists.view.ts'
import { canPostIn } from './policy.ts'
import { listBoard, listPinned } from './topic-list.ts'
import { topicRows } from './topic-row.view.ts'
import { flushTails } from './topic-tails.ts'
import { readerOf } from './unread.ts'

/**
 * Pinned topics stand on top of the first page, then the newest activity.
 * @throws NotFound where this person may not read the board
 */
export async function showBoard(viewer: Account | undefined, slug: string, before: Place | undefined) {
  const board = await findBoardFor(viewer, slug)
  if (!board) throw new NotFound()
  await flushTails()
  const [pinned, list] = await Promise.all([
    before ? [] : listPinned(board._id),
    listBoard(board._id, before),
  ])
  const address = `/c/${board.slug}`
  const [top, { model, tags }, levels] = await Promise.all([
    topicRows(pinned, readerOf(viewer, true)),
    showList(viewer, list, { address, before, isHere: true }),
    viewer && boardLevelsOf(String(viewer._id)),
  ])
  return {
    board,
    model: {
      board: boardView(board),
      ...(levels && { level: levels.get(String(board._id)) ?? ('normal' as const) }),
      newTopicHref: canPostIn(viewer, board) ? `${address}/new` : undefined,
      ...model,
      topics: [...top.rows, ...model.topics].map((row) => ({ ...row, board: null })),
      muted: model.muted.map((row) => ({ ...row, board: null })),
    },
    tags: [...top.tags, ...tags],
  }
}
