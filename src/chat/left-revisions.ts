import { Types } from 'mongoose'
import { days } from '../clock.ts'
import { Messages } from './message.ts'
import { dropRevisionsOf, MessageRevisions } from './message-revision.ts'

/** Milliseconds before the newest: the timetable looks more often than that. */
const HORIZON = days(2)

/**
 * An edit keeps the old words before it replaces them, and takes them away again where the message went in that moment. A
 * process that was killed in between left them (N8). As often as wanted.
 */
export async function dropLeftRevisions(): Promise<void> {
  const newest = await MessageRevisions.findOne({}, '_id').sort({ _id: -1 }).lean()
  if (!newest) return
  const from = Math.floor((newest._id.getTimestamp().getTime() - HORIZON) / 1000)
  const messages = await MessageRevisions.distinct('message', {
    _id: { $gte: Types.ObjectId.createFromTime(from) },
  })
  const standing = await Messages.distinct('_id', { _id: { $in: messages }, source: { $type: 'string' } })
  const known = new Set(standing.map(String))
  for (const message of messages) if (!known.has(String(message))) await dropRevisionsOf(message)
}
