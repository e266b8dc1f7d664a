import { model, Schema, type Types } from 'mongoose'
import { now } from '../clock.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { Invalid } from '../errors.ts'
import { type Cut, cutPage } from './cursor.ts'

/** A post that somebody wants to find again. Nobody else sees it, its author least of all. */
export interface Bookmark {
  _id: Types.ObjectId
  account: Types.ObjectId
  post: Types.ObjectId
  topic: number
  at: Date
}

const mine: PersonalEntry = {
  whose: 'account',
  purpose: 'to find the posts you marked again; only you see them',
  clause: 'N4',
  retention: 'account_profile',
  export: true,
  erasure: 'delete',
}
const record = impersonal('to find the record', 'account_profile')

const bookmarkSchema = new Schema<Bookmark>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: record },
    account: { type: Schema.Types.ObjectId, required: true, personal: mine },
    post: { type: Schema.Types.ObjectId, required: true, personal: mine },
    topic: { type: Number, required: true, personal: mine },
    at: { type: Date, required: true, personal: mine },
  },
  { versionKey: false },
)
bookmarkSchema.index({ account: 1, post: 1 }, { unique: true })
bookmarkSchema.index({ account: 1, _id: -1 })
bookmarkSchema.index({ post: 1 })

export const Bookmarks = model<Bookmark>('Bookmark', bookmarkSchema, 'bookmarks')

const MOST = 5000

/** The same post twice is one bookmark, also when two requests come at once. */
export async function addBookmark(
  account: string,
  post: { _id: Types.ObjectId; topic: number },
): Promise<void> {
  const count = await Bookmarks.countDocuments({ account }, { limit: MOST })
  if (count >= MOST) throw new Invalid({ '': 'You have 5,000 bookmarks. Please let one go first.' })
  await Bookmarks.updateOne(
    { account, post: post._id },
    { $setOnInsert: { topic: post.topic, at: now() } },
    { upsert: true },
  ).catch(ignoreTwin)
}

function ignoreTwin(error: { code?: number }): void {
  if (error.code !== 11000) throw error
}

export async function removeBookmark(account: string, post: string): Promise<void> {
  await Bookmarks.deleteOne({ account, post })
}

/** Newest first. */
export async function listBookmarks(
  account: string,
  before: Types.ObjectId | undefined,
  size: number,
): Promise<Cut<Bookmark>> {
  const range = before ? { _id: { $lt: before } } : {}
  const found = await Bookmarks.find({ account, ...range })
    .sort({ _id: -1 })
    .limit(size + 1)
    .lean()
  return cutPage(found, size, (last) => String(last._id))
}

/** Which of these posts the person has marked, as ids. */
export async function findBookmarked(
  account: string,
  posts: readonly Types.ObjectId[],
): Promise<Set<string>> {
  const rows = await Bookmarks.find({ account, post: { $in: posts } }, 'post').lean()
  return new Set(rows.map((row) => String(row.post)))
}

/** The post is gone: nobody can find it again. */
export async function dropBookmarksOf(posts: readonly Types.ObjectId[]): Promise<void> {
  await Bookmarks.deleteMany({ post: { $in: posts } })
}
