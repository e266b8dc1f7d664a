import { onChanged } from './bus.ts'

/** What changed since each look that is under way began. */
const looks = new Set<Set<string>>()

onChanged((changed) => {
  for (const look of looks) for (const tag of changed) look.add(tag)
})

/** How often a thing may change while it is looked at, before its next news has to do. */
const MOST_TRIES = 3

/**
 * Looks again where one of the tags changed before the look was over: what was hidden or removed in between must not set
 * out after that was said.
 * @param besideOf tags that only the look itself finds out; nobody tells of this thing again when one of them changes
 * @returns undefined where it changes all the time
 */
export async function lookUntilSteady<T>(
  tags: readonly string[],
  look: () => Promise<T>,
  besideOf: (seen: T) => readonly string[] = () => [],
): Promise<T | undefined> {
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const changed = new Set<string>()
    looks.add(changed)
    try {
      const seen = await look()
      const isSteady = !tags.some((tag) => changed.has(tag))
      if (isSteady && (tries === MOST_TRIES || !besideOf(seen).some((tag) => changed.has(tag)))) return seen
    } finally {
      looks.delete(changed)
    }
  }
  return undefined
}
