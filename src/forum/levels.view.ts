import type { Account } from '../auth/account.ts'
import { boardLevelsOf } from './board-level.ts'
import { listBoards, visibleBoardIds } from './board-list.ts'
import { boardPath, topicPath } from './paths.ts'
import { type Level, listChosen } from './reading.ts'
import { findTopics } from './topic-list.ts'

const PAGE = 50

/** A topic or a board for which somebody chose to hear more, or nothing. */
export interface ChosenRow {
  title: string
  href: string
  level: Level
  /** Where it is chosen anew. */
  action: string
}

async function boardRows(account: Account): Promise<ChosenRow[]> {
  const [boards, levels] = await Promise.all([listBoards(account), boardLevelsOf(String(account._id))])
  return boards.flatMap((board) => {
    const level = levels.get(String(board._id))
    return level
      ? [{ title: board.name, href: boardPath(board), level, action: `/c/${board.slug}/level?_method=PUT` }]
      : []
  })
}

/**
 * What this person watches and mutes: boards in their order, topics newest first. Those that went, or that they may not read any
 * more, are left out.
 */
export async function showLevels(account: Account, before: number | undefined) {
  const [boards, chosen] = await Promise.all([
    boardRows(account),
    listChosen(String(account._id), before, PAGE),
  ])
  const page = chosen.slice(0, PAGE)
  const topics = await findTopics(
    page.map(({ topic }) => topic),
    await visibleBoardIds(account),
  )
  const rows = page.flatMap(({ topic, level }): ChosenRow[] => {
    const found = topics.get(topic)
    return found
      ? [{ title: found.title, href: topicPath(found), level, action: `/t/${topic}/level?_method=PUT` }]
      : []
  })
  return {
    boards: before === undefined ? boards : [],
    topics: rows,
    next: chosen.length > PAGE ? `/my/levels?before=${page.at(-1)?.topic}` : undefined,
    previous: before === undefined ? undefined : '/my/levels',
  }
}
