import { Types } from 'mongoose'
import { days } from '../clock.ts'
import { Posts } from './post.ts'
import { deleteRevisionsOf, Revisions } from './revision.ts'

/** Milliseconds before the newest: the timetable looks more often than that. */
const HORIZON = days(2)

/**
 * An edit keeps the old words before it replaces them, and takes them away again where the post went in that moment. A process
 * that was killed in between left them (N8). As often as wanted.
 */
export async function dropLeftRevisions(): Promise<void> {
  const newest = await Revisions.findOne({}, '_id').sort({ _id: -1 }).lean()
  if (!newest) return
  const from = Math.floor((newest._id.getTimestamp().getTime() - HORIZON) / 1000)
  const posts = await Revisions.distinct('post', { _id: { $gte: Types.ObjectId.createFromTime(from) } })
  const standing = await Posts.distinct('_id', { _id: { $in: posts }, source: { $type: 'string' } })
  const known = new Set(standing.map(String))
  for (const post of posts) if (!known.has(String(post))) await deleteRevisionsOf(post)
}
