import type { Types } from 'mongoose'
import { onChanged } from '../live/bus.ts'
import { canTrust, onDistrust } from '../live/trust.ts'
import { type Board, Boards } from './board.ts'
import { type Actor, canSeeBoard } from './policy.ts'

/** There are few boards and every page needs them: they stay in memory until one changes. */
let kept: Promise<readonly Board[]> | undefined

onDistrust(() => {
  kept = undefined
})

onChanged((tags) => {
  if (tags.includes('boards')) kept = undefined
})

/** Every board in order, archived ones last, whoever may read them. */
export function allBoards(): Promise<readonly Board[]> {
  if (!canTrust()) return loadBoards()
  kept ??= loadBoards()
  return kept
}

async function loadBoards(): Promise<readonly Board[]> {
  try {
    const boards = await Boards.find().sort({ order: 1, name: 1 }).lean()
    return [...boards.filter((board) => !board.archivedAt), ...boards.filter((board) => board.archivedAt)]
  } catch (error) {
    kept = undefined
    throw error
  }
}

/** The boards this person may read, in order. */
export async function listBoards(actor: Actor): Promise<Board[]> {
  return (await allBoards()).filter((board) => canSeeBoard(actor, board))
}

export async function visibleBoardIds(actor: Actor): Promise<Types.ObjectId[]> {
  return (await listBoards(actor)).map((board) => board._id)
}

export async function findBoard(id: Types.ObjectId): Promise<Board | undefined> {
  return (await allBoards()).find((board) => board._id.equals(id))
}

/** By its slug, if this person may read it. */
export async function findBoardFor(actor: Actor, slug: string): Promise<Board | undefined> {
  return (await listBoards(actor)).find((board) => board.slug === slug)
}
