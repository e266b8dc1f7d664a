/** How far somebody has read, on its way to the store. */
export interface Mark {
  account: string
  topic: number
  number: number
  at: Date
}

/** More than any three seconds bring; while the store is away, the oldest go first. */
const MOST = 50_000

let waiting = new Map<string, Mark>()
let writing = new Map<string, Mark>()

const keyOf = (account: string, topic: number) => `${account}:${topic}`

/** Of two marks of a person in a topic the higher one stays. */
export function addMark(mark: Mark): void {
  const key = keyOf(mark.account, mark.topic)
  const before = waiting.get(key)
  waiting.delete(key)
  waiting.set(key, before && before.number > mark.number ? { ...before, at: mark.at } : mark)
  const oldest = waiting.keys().next()
  if (waiting.size > MOST && !oldest.done) waiting.delete(oldest.value)
}

/** Everything that waits; it counts as known until `settleMarks`. */
export function takeMarks(): Mark[] {
  writing = waiting
  waiting = new Map()
  return [...writing.values()]
}

/** @param isWritten false: they wait again */
export function settleMarks(isWritten: boolean): void {
  if (!isWritten) for (const mark of writing.values()) addMark(mark)
  writing = new Map()
}

/** The highest number that waits or is being written; 0 for none. */
export function numberInMarks(account: string, topic: number): number {
  const key = keyOf(account, topic)
  return Math.max(waiting.get(key)?.number ?? 0, writing.get(key)?.number ?? 0)
}

export function forgetMarks(isGone: (mark: Mark) => boolean): void {
  for (const [key, mark] of waiting) if (isGone(mark)) waiting.delete(key)
}

export function areMarksWaiting(): boolean {
  return waiting.size > 0
}
