import type { Account } from '../auth/account.ts'
import { Forbidden, NotFound } from '../errors.ts'
import { findBoardFor, listBoards } from './board-list.ts'
import { boardView } from './boards.view.ts'
import { composerFor, topicComposer } from './composer.view.ts'
import { showLabels } from './labels.ts'
import { topicPath } from './paths.ts'
import { canPostIn, whyNotPostIn, whyNotRetitle } from './policy.ts'
import { reachTopic } from './reach.ts'

/** The reply box on a page of its own: where a fault brings the typed words back. */
export async function replyForm(actor: Account, id: number) {
  const { topic, board } = await reachTopic(actor, id)
  return {
    topic: { id: String(id), title: topic.title, href: topicPath(topic) },
    board: boardView(board),
    composer: await composerFor(actor, { topic, board }),
  }
}

/** @throws NotFound for a board this person does not read. */
export async function newTopicForm(actor: Account, slug: string) {
  const board = await findBoardFor(actor, slug)
  if (!board) throw new NotFound()
  return { board: boardView(board), composer: await topicComposer(actor, board) }
}

/** The same, for opening it: whoever cannot post here hears it before writing. @throws Forbidden */
export async function openNewTopicForm(actor: Account, slug: string) {
  const board = await findBoardFor(actor, slug)
  const why = board && whyNotPostIn(actor, board)
  if (why) throw new Forbidden(why)
  return newTopicForm(actor, slug)
}

/** The boards where this person can begin a topic. */
export async function chooseBoard(actor: Account) {
  const boards = (await listBoards(actor)).filter((board) => canPostIn(actor, board))
  return { boards: boards.map((board) => ({ ...boardView(board), href: `/c/${board.slug}/new` })) }
}

export async function titleForm(actor: Account, id: number) {
  const { topic, board } = await reachTopic(actor, id)
  const why = whyNotRetitle(actor, topic, board)
  if (why) throw new Forbidden(why)
  const labels = showLabels(topic)
    .map(({ words }) => words)
    .join(', ')
  return { topic: { id: String(id), title: topic.title, labels, href: topicPath(topic) } }
}
