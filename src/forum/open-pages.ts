import type { Pictured } from '../media/hung.ts'

/**
 * What stands on the open pages of each topic beside its own posts, as tags of `changed()`: quoted posts, names and faces,
 * pictures and who is tagged in them. When one of these changes, those pages have to ask again.
 */
const topics = new Map<number, Set<string>>()
const byTag = new Map<string, Set<number>>()

/** Noted already: pages are kept in memory, and asked for by everybody who reads. */
const noted = new WeakMap<object, Set<string>>()

/** What was filled into posts, as tags. */
export function tagsBeside({ images, tags }: Pictured, filled: readonly string[]): string[] {
  return [...[...images.keys()].map((id) => `image:${id}`), ...tags.tags, ...filled]
}

/** @param shown where the tags come from: the same object has the same */
export function noteShown(topic: number, shown: object, tags: readonly string[]): void {
  const known = topics.get(topic) ?? new Set<string>()
  if (topics.has(topic) && noted.get(shown) === known) return
  topics.set(topic, known)
  noted.set(shown, known)
  for (const tag of [...tags, `topic-facts:${topic}`, 'boards']) {
    known.add(tag)
    const places = byTag.get(tag)
    if (places) places.add(topic)
    else byTag.set(tag, new Set([topic]))
  }
}

/** The topics on whose open pages one of these stands. */
export function topicsShowing(tags: readonly string[]): Set<number> {
  return new Set(tags.flatMap((tag) => [...(byTag.get(tag) ?? [])]))
}

/** Nobody reads it any more. */
export function forgetShown(topic: number): void {
  for (const tag of topics.get(topic) ?? []) {
    const places = byTag.get(tag)
    places?.delete(topic)
    if (places?.size === 0) byTag.delete(tag)
  }
  topics.delete(topic)
}

export function topicsShown(): number[] {
  return [...topics.keys()]
}
