import { onChanged } from '../live/bus.ts'
import { canTrust, onDistrust } from '../live/trust.ts'
import { type Topic, Topics } from './topic.ts'

/** What a gate and a page's head need of a topic. Its tail is not here: that moves with every reply. */
export type KnownTopic = Pick<
  Topic,
  | '_id'
  | 'board'
  | 'title'
  | 'slug'
  | 'labels'
  | 'hidden'
  | 'author'
  | 'createdAt'
  | 'pinnedAt'
  | 'closedAt'
  | 'goneAt'
>

const MOST = 2000
const fields = 'board title slug labels hidden author createdAt pinnedAt closedAt goneAt'
const kept = new Map<number, Promise<KnownTopic | null>>()

/** From memory where it was asked for lately; `changed('topic-facts:7')` drops it. */
export function knowTopic(id: number): Promise<KnownTopic | null> {
  const known = canTrust() ? kept.get(id) : undefined
  if (known) return known
  const loading: Promise<KnownTopic | null> = Topics.findById(id, fields).lean().exec()
  kept.set(id, loading)
  loading.then(
    (topic) => topic === null && forget(id, loading),
    () => forget(id, loading),
  )
  const oldest = kept.keys().next()
  if (kept.size > MOST && !oldest.done) kept.delete(oldest.value)
  return loading
}

function forget(id: number, loading: Promise<unknown>): void {
  if (kept.get(id) === loading) kept.delete(id)
}

onDistrust(() => kept.clear())

onChanged((tags) => {
  for (const tag of tags) if (tag.startsWith('topic-facts:')) kept.delete(Number(tag.slice(12)))
})
