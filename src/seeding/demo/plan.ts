import { days, hours, minutes } from '../../clock.ts'
import { seededRandom, seedFrom } from '../random.ts'
import type { WrittenTopic } from './parse.ts'
import { timesOf } from './times.ts'

/** Something that happens in the demo's town, at a moment (milliseconds since 1970). */
export interface Happening {
  at: number
  what: 'post' | 'edit' | 'remove' | 'pin' | 'close'
  topic: WrittenTopic
  /** Number of the post; 1 begins the topic. */
  number: number
  /** Which version of the words, from 0. */
  version: number
}

/** Everything that happens, in its order: so numbers rise with time, as they do in a forum that grew. */
export function planHappenings(topics: readonly WrittenTopic[], now: number): Happening[] {
  return topics.flatMap((topic) => planTopic(topic, now)).sort((a, b) => a.at - b.at)
}

function planTopic(topic: WrittenTopic, now: number): Happening[] {
  const random = seededRandom(seedFrom(`${topic.title} later`))
  const times = timesOf(topic, now)
  const start = times[0] ?? now
  const end = times.at(-1) ?? now
  const before = (at: number) => Math.min(at, now - 1)
  const plan: Happening[] = []
  topic.posts.forEach((post, index) => {
    const at = times[index] ?? start
    const next = times[index + 1] ?? now
    const one = { topic, number: index + 1 }
    plan.push({ ...one, at, what: 'post', version: 0 })
    for (let version = 1; version < post.versions.length; version++) {
      // Before the next post where there is time: who answers should have seen the words that stand there.
      const edited = Math.min(
        at + minutes(version * (4 + random() * 20)),
        at + (next - at) * 0.9 ** (1 / version),
      )
      plan.push({ ...one, at: before(edited), what: 'edit', version })
    }
    if (post.isRemoved)
      plan.push({ ...one, at: before(at + hours(1 + random() * 20)), what: 'remove', version: 0 })
  })
  const whole = { topic, number: 0, version: 0 }
  if (topic.pinnedBy) plan.push({ ...whole, at: before(start + hours(1)), what: 'pin' })
  if (topic.closedBy) plan.push({ ...whole, at: before(end + days(1)), what: 'close' })
  return plan
}
