import { setTimeout as wait } from 'node:timers/promises'
import { classes } from '../auth/reader-class.ts'
import { minutes } from '../clock.ts'
import { onChanged, onPublish } from '../live/bus.ts'
import { log } from '../log.ts'
import type { Outlet } from '../web/live-room.ts'
import { groupOf } from './live-groups.ts'
import { forgetShown, topicsShowing, topicsShown } from './open-pages.ts'

/** Milliseconds: what changes at the same moment is asked for once. */
const PAUSE = 150
const CLEAN_UP = minutes(5)

/** Every reaction to a quoted post says `post:…`; only that its words went, or came back, concerns who quotes them. */
const isOfWords = (tag: string) => !tag.startsWith('post:')

/**
 * Something that stands in the posts of others is not what it was: a quoted post is gone, somebody left, a picture is hidden.
 * The pages that show it ask what is different now. @returns how to stop
 */
export function listenToWhatIsShown(out: Outlet): () => void {
  const soon = new Set<number>()
  const groupsOf = (topic: number) => classes.map((readers) => groupOf(topic, readers))
  const isRead = (topic: number) => groupsOf(topic).some(out.isHeard)

  async function tell(topic: number): Promise<void> {
    await wait(PAUSE)
    soon.delete(topic)
    out.tell(groupsOf(topic), 'look', { room: `topic:${topic}` })
  }

  function look(tags: readonly string[]): void {
    for (const topic of topicsShowing(tags)) {
      if (!isRead(topic)) forgetShown(topic)
      else if (!soon.has(topic)) {
        soon.add(topic)
        tell(topic).catch((error) => log.warn({ err: error, topic }, 'open pages show what is gone'))
      }
    }
  }

  const cleaning = setInterval(() => {
    for (const topic of topicsShown()) if (!isRead(topic)) forgetShown(topic)
  }, CLEAN_UP).unref()
  const stops = [
    () => clearInterval(cleaning),
    onChanged((tags) => look(tags.filter(isOfWords))),
    onPublish((_room, event, payload) => {
      if (event === 'post:removed' && 'post' in payload) look([`post:${payload.post}`])
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
