import { audienceNames, audienceWords } from '../content/audience.ts'
import type { Board } from './board.ts'
import { boardPath } from './paths.ts'

/** A board as pages and JSON clients get it. */
export function boardView(board: Board) {
  return {
    slug: board.slug,
    name: board.name,
    description: board.description,
    href: boardPath(board),
    audience: board.audience,
    /** Who can read it, as a sentence and as a badge. */
    audienceWords: audienceWords[board.audience],
    audienceName: audienceNames[board.audience],
    isPublic: board.audience === 'public',
    isArchived: board.archivedAt !== null,
  }
}
