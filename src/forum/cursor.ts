import { Types } from 'mongoose'
import { z } from 'zod'

/**
 * Where a page of a list ends. Lists go on from there by key, so nothing is skipped or shown twice while others write.
 * It holds nothing secret; a forged one only names another place in the same list.
 */
const fault = 'This link into the list is broken. Please start from the top.'

/** A value that may be shared, and the topic number that breaks the tie. */
export interface Place {
  value: number
  id: number
}

/** "lq3k9x2a.17": a moment in milliseconds, or a count, and a topic's number. */
export function writePlace(value: number | Date, id: number): string {
  return `${Number(value).toString(36)}.${id}`
}

export const place = z
  .string(fault)
  .regex(/^[0-9a-z]{1,9}\.[0-9]{1,9}$/, fault)
  .transform((text): Place => {
    const [value = '', id = ''] = text.split('.')
    return { value: Number.parseInt(value, 36), id: Number(id) }
  })

export const placeQuery = z.object({ before: place.optional() })

/** In lists of posts, bookmarks and new topics the id alone rises with time. */
export const idQuery = z.object({
  before: z
    .string(fault)
    .regex(/^[0-9a-f]{24}$/, fault)
    .transform((text) => new Types.ObjectId(text))
    .optional(),
})

export const numberQuery = z.object({
  before: z
    .string(fault)
    .regex(/^[1-9][0-9]{0,8}$/, fault)
    .transform(Number)
    .optional(),
})

/**
 * The part of a query that goes on after `before` in topics sorted by `lastAt`, newest first. The range is said twice,
 * because the planner reads the index only as far as the plain one says.
 */
export function lastAtBefore(before: Place | undefined) {
  if (!before) return {}
  const at = new Date(before.value)
  return { lastAt: { $lte: at }, $or: [{ lastAt: { $lt: at } }, { lastAt: at, _id: { $lt: before.id } }] }
}

export interface Cut<T> {
  items: T[]
  /** The cursor of the next page, where there is one. */
  next: string | undefined
}

/** Lists read one more than they show; its presence says that there is another page. */
export function cutPage<T>(found: readonly T[], size: number, cursorOf: (last: T) => string): Cut<T> {
  const items = found.slice(0, size)
  const last = items.at(-1)
  return { items, next: found.length > size && last !== undefined ? cursorOf(last) : undefined }
}
