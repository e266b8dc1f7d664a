import { setTimeout } from 'node:timers/promises'

/** Milliseconds; longer than the work takes on a busy machine. */
const FLOOR = 300

/** Answers no sooner than after a fixed time, so that the time does not tell how much there was to do. */
export async function inEqualTime<T>(work: () => Promise<T>): Promise<T> {
  const [result] = await Promise.all([work(), setTimeout(FLOOR)])
  return result
}
