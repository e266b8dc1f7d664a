import { Unavailable } from '../errors.ts'

/** MongoDB's MaxTimeMSExpired. */
const EXPIRED = 50

/** For `.catch()` of a query with `maxTimeMS`: when its time is up, people get this sentence and no fault of ours. */
export function explainTime(sentence: string) {
  return (error: { code?: number }): never => {
    throw error.code === EXPIRED ? new Unavailable(sentence) : error
  }
}
