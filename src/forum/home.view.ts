import type { Account } from '../auth/account.ts'
import { waitingFor } from '../media/my-tags.ts'
import { listBoards } from './board-list.ts'
import { boardView } from './boards.view.ts'
import { listTabs, showList } from './lists.view.ts'
import { listLatest } from './topic-list.ts'
import { flushTails } from './topic-tails.ts'

const ROWS = 15

/** The boards this person may read, and what was written in them lately. */
export async function showHome(viewer: Account | undefined) {
  await flushTails()
  const boards = await listBoards(viewer)
  const ids = boards.map((board) => board._id)
  const list = await listLatest(ids, undefined, ROWS)
  const { model, tags } = await showList(viewer, list, { address: '/latest', before: undefined })
  const firstOpen = boards.find((board) => !board.archivedAt)
  return {
    model: {
      boards: boards.map(boardView),
      ...model,
      tabs: listTabs(viewer, ''),
      ...(viewer && { waitingTags: await waitingFor(String(viewer._id)) }),
      newTopicHref: firstOpen && `/c/${firstOpen.slug}/new`,
    },
    tags,
  }
}
