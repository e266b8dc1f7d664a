import { onChanged } from './bus.ts'

/** What is being looked at in order to be told, and whether one of its tags changed meanwhile. */
const looks = new Set<{ tags: readonly string[]; isStale: boolean }>()

onChanged((changed) => {
  for (const look of looks) if (look.tags.some((tag) => changed.includes(tag))) look.isStale = true
})

/** How often a thing may change while it is looked at, before its next news has to do. */
const MOST_TRIES = 3

/**
 * Looks again where one of the tags changed before the look was over: what was hidden or removed in between must not set
 * out after that was said.
 * @returns undefined where it changes all the time
 */
export async function lookUntilSteady<T>(
  tags: readonly string[],
  look: () => Promise<T>,
): Promise<T | undefined> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const state = { tags, isStale: false }
    looks.add(state)
    try {
      const seen = await look()
      if (!state.isStale) return seen
    } finally {
      looks.delete(state)
    }
  }
  return undefined
}
