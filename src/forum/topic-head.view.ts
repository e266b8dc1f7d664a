import { whyHidden } from '../auth/hiding.ts'
import type { ReaderClass } from '../auth/reader-class.ts'
import type { KnownTopic } from './known-topics.ts'
import { showLabels } from './labels.ts'
import type { Reached } from './reach.ts'

/** What stands above the posts, for everybody alike. */
export function headOf(topic: KnownTopic) {
  return {
    title: topic.title,
    labels: showLabels(topic),
    ...(topic.hidden && { hidden: whyHidden(topic.hidden.by) }),
    isPinned: topic.pinnedAt !== null,
    isClosed: topic.closedAt !== null,
  }
}

/** A title that is hidden from others, for whoever gave it. */
export function ownTitle({ hidden }: KnownTopic) {
  if (hidden?.from !== 'others' || hidden.title === undefined) return {}
  const { title, labels = [], by } = hidden
  return { hidden: { ...whyHidden(by), title, labels: labels.map(({ words }) => words) } }
}

/** The head of a topic that somebody began, as their own page prints it. */
export function ownHeadOf({ topic, board }: Reached, readers: ReaderClass) {
  const canPost = readers === 'member' || readers === 'staff'
  const canRetitle = canPost && !board.archivedAt && topic.hidden?.title === undefined
  return { ...headOf(topic), ...ownTitle(topic), ...(canRetitle && { retitleHref: retitlePath(topic) }) }
}

export const retitlePath = ({ _id }: Pick<KnownTopic, '_id'>) => `/t/${_id}/edit`
