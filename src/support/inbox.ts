import { Types } from 'mongoose'
import { z } from 'zod'
import { now } from '../clock.ts'
import { type Thread, type ThreadState, Threads } from './thread.ts'

const PAGE = 50
const fault = 'This link into the list is broken. Please start from the top.'

/** "lq3k9x2a.0123…": what the list is sorted by, in milliseconds, and the record that breaks the tie. */
export const place = z
  .string(fault)
  .regex(/^[0-9a-z]{1,9}\.[0-9a-f]{24}$/, fault)
  .transform((text) => {
    const [value = '', id = ''] = text.split('.')
    return { at: new Date(Number.parseInt(value, 36)), id: new Types.ObjectId(id) }
  })

export type Place = z.infer<typeof place>

export const writePlace = ({ sortAt, _id }: Pick<Thread, 'sortAt' | '_id'>) =>
  `${sortAt.getTime().toString(36)}.${_id}`

/** The range is said twice, because the planner reads the index only as far as the plain one says. */
function beyond(state: ThreadState, after: Place | undefined) {
  if (!after) return {}
  const { at, id } = after
  return state === 'closed'
    ? { sortAt: { $lte: at }, $or: [{ sortAt: { $lt: at } }, { sortAt: at, _id: { $lt: id } }] }
    : { sortAt: { $gte: at }, $or: [{ sortAt: { $gt: at } }, { sortAt: at, _id: { $gt: id } }] }
}

/** Who waits longest comes first; of those that are closed the newest. One query over one index. */
export async function listInbox(state: ThreadState, after: Place | undefined) {
  const order = state === 'closed' ? -1 : 1
  const found = await Threads.find({
    state,
    ...beyond(state, after),
    seq: { $gt: 0 },
    deleteAt: { $gt: now() },
  })
    .sort({ sortAt: order, _id: order })
    .limit(PAGE + 1)
    .lean()
  const threads = found.slice(0, PAGE)
  const last = threads.at(-1)
  return { threads, next: found.length > PAGE && last ? writePlace(last) : undefined }
}
