import { onChanged } from './bus.ts'

const MOST = 1000

/**
 * Things that this very process stored a moment ago: whoever tells of them need not read them again. Changed, hidden or gone
 * before that, they have to be.
 * @param kinds of the tags that end in the thing's id: `message` in `message:6b…`
 */
export function justStored<T extends { _id: unknown }>(...kinds: string[]) {
  const stored = new Map<string, T>()
  onChanged((tags) => {
    if (stored.size === 0) return
    for (const tag of tags) {
      const [kind = '', id = ''] = tag.split(':', 2)
      if (kinds.includes(kind)) stored.delete(id)
    }
  })
  return {
    keep(thing: T): void {
      stored.set(String(thing._id), thing)
      const oldest = stored.keys().next()
      if (stored.size > MOST && !oldest.done) stored.delete(oldest.value)
    },
    /** Once. */
    take(id: string): T | undefined {
      const thing = stored.get(id)
      stored.delete(id)
      return thing
    },
  }
}
