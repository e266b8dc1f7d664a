import { Unavailable } from '../errors.ts'

/** MongoDB's MaxTimeMSExpired. */
const EXPIRED = 50

/** There is no text index while a bulk load makes it anew. */
const NOT_INDEXED = 27
const notIndexed =
  'Very many posts are being added, and the search is put in order afterwards. Please try again later.'

/**
 * For `.catch()` of a query with `maxTimeMS`: when its time is up, or its index is being built, people get a sentence and no
 * fault of ours.
 */
export function explainTime(sentence: string) {
  return (error: { code?: number }): never => {
    if (error.code === NOT_INDEXED) throw new Unavailable(notIndexed)
    throw error.code === EXPIRED ? new Unavailable(sentence) : error
  }
}
