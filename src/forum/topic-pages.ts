import { onChanged } from '../live/bus.ts'
import { canTrust, onDistrust } from '../live/trust.ts'
import type { Board } from './board.ts'
import type { KnownTopic } from './known-topics.ts'
import { buildPage, type TopicPage } from './page-of-posts.ts'

/**
 * A page of posts is the same for every reader of its board, so it is built once, names and quotes filled in, and kept
 * until something on it changes. What differs from person to person is added on the way out.
 */
const MOST_CHARACTERS = 8_000_000

const kept = new Map<string, TopicPage>()
const byTag = new Map<string, Set<string>>()
/** What is being built, with the tags that were dropped meanwhile. */
const building = new Map<string, { page: Promise<TopicPage>; dropped: Set<string> }>()
let characters = 0

export function topicPage(topic: KnownTopic, board: Board, first: number): Promise<TopicPage> | TopicPage {
  const key = `${topic._id}:${first}`
  const page = canTrust() ? kept.get(key) : undefined
  if (page) return page
  const begun = canTrust() ? building.get(key) : undefined
  if (begun && begun.dropped.size === 0) return begun.page
  return build(key, () => buildPage(topic, board, first))
}

async function build(key: string, make: () => Promise<TopicPage>): Promise<TopicPage> {
  const dropped = new Set<string>()
  const page = make()
  const mine = { page, dropped }
  building.set(key, mine)
  try {
    const built = await page
    if (dropped.isDisjointFrom(built.tags) && building.get(key) === mine) keep(key, built)
    return built
  } finally {
    if (building.get(key) === mine) building.delete(key)
  }
}

function keep(key: string, page: TopicPage): void {
  forget(key)
  kept.set(key, page)
  characters += page.characters
  for (const tag of page.tags) {
    const keys = byTag.get(tag)
    if (keys) keys.add(key)
    else byTag.set(tag, new Set([key]))
  }
  for (const oldest of kept.keys()) {
    if (characters <= MOST_CHARACTERS) return
    forget(oldest)
  }
}

function forget(key: string): void {
  const page = kept.get(key)
  if (!page) return
  kept.delete(key)
  characters -= page.characters
  for (const tag of page.tags) {
    const keys = byTag.get(tag)
    keys?.delete(key)
    if (keys?.size === 0) byTag.delete(tag)
  }
}

/** What others changed meanwhile was not heard: every page may show words that are gone. */
onDistrust(() => {
  for (const { dropped } of building.values()) dropped.add('boards')
  for (const key of [...kept.keys()]) forget(key)
})

onChanged((tags) => {
  for (const { dropped } of building.values()) for (const tag of tags) dropped.add(tag)
  for (const tag of tags) for (const key of [...(byTag.get(tag) ?? [])]) forget(key)
})
