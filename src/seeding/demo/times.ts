import { days, hours, minutes, seconds } from '../../clock.ts'
import { seededRandom, seedFrom } from '../random.ts'
import type { WrittenTopic } from './parse.ts'

/** Nobody writes between eleven at night and seven in the morning; who would have, does it after breakfast. */
const MORNING = 7
const NIGHT = 23

/** When each post of a topic is written, rising, and over before `now` (milliseconds since 1970). */
export function timesOf(topic: WrittenTopic, now: number): number[] {
  const random = seededRandom(seedFrom(topic.title))
  const midnight = Math.floor(now / days(1)) * days(1)
  let start = midnight - days(topic.daysAgo) + minutes(topic.minute)
  while (start > now - hours(2)) start -= days(1)
  const end = Math.min(start + days(topic.days), now - minutes(3 + random() * 50))
  const span = end - start
  // A long topic is steady; a short one is lively first and gets an afterthought days later.
  const bend = topic.posts.length > 100 ? 1 : 2.2
  const later = topic.posts.slice(1).map(() => {
    const time = start + span * random() ** bend
    const shifted = awake(time, random)
    return Math.max(shifted > end ? time : shifted, start + minutes(2))
  })
  const times = [start, ...later.sort((a, b) => a - b)]
  return settle(banter(topic, times, random), now - minutes(1))
}

/** A short remark mostly follows at once what it is about. */
function banter({ posts }: WrittenTopic, times: number[], random: () => number): number[] {
  const drawn = [...times]
  const share = posts.length > 100 ? 0.3 : 0.75
  for (let at = 1; at < drawn.length; at++) {
    const isShort = (posts[at]?.versions[0]?.length ?? 0) < 80
    const soon = (drawn[at - 1] ?? 0) + minutes(1 + random() ** 2 * 60)
    if (isShort && random() < share) drawn[at] = Math.min(drawn[at] ?? 0, soon)
  }
  return drawn
}

function awake(time: number, random: () => number): number {
  const hour = new Date(time).getUTCHours()
  if (hour >= MORNING && hour < NIGHT) return time
  const midnight = Math.floor(time / days(1)) * days(1)
  const morning = hour >= NIGHT ? midnight + days(1) : midnight
  return morning + hours(MORNING) + random() * hours(3)
}

/** No two at the same moment, and none in the future. */
function settle(times: number[], latest: number): number[] {
  const settled = [...times]
  for (let at = 1; at < settled.length; at++)
    settled[at] = Math.max(settled[at] ?? 0, (settled[at - 1] ?? 0) + seconds(50))
  for (let at = settled.length - 1; at >= 0; at--)
    settled[at] = Math.min(settled[at] ?? 0, at === settled.length - 1 ? latest : (settled[at + 1] ?? 0) - 1)
  return settled
}
