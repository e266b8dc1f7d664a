import type { Account } from '../auth/account.ts'
import { audienceNames, audiences, audienceWords } from '../content/audience.ts'
import { NotFound } from '../errors.ts'
import { type BoardChange, changeBoard } from './board.ts'
import { allBoards } from './board-list.ts'
import { boardView } from './boards.view.ts'

/** Every board with its settings, for admins. */
export async function showBoards() {
  const boards = await allBoards()
  return {
    boards: boards.map((board) => ({
      ...boardView(board),
      order: board.order,
      action: `/admin/boards/${board.slug}?_method=PUT`,
      audiences: audienceOptions(),
    })),
    audiences: audienceOptions(),
    nextOrder: Math.max(0, ...boards.map((board) => board.order)) + 1,
  }
}

function audienceOptions() {
  return audiences.map((value) => ({ value, label: audienceNames[value], hint: audienceWords[value] }))
}

/** @throws NotFound */
export async function reviseBoard(actor: Pick<Account, '_id'>, slug: string, change: BoardChange) {
  if (!(await changeBoard(slug, change, actor._id))) throw new NotFound()
  const board = (await allBoards()).find((one) => one.slug === slug)
  if (!board) throw new NotFound()
  return { ...boardView(board), order: board.order }
}
