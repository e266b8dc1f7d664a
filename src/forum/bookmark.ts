import { model, Schema, type Types } from 'mongoose'
import { onAccountRemoved } from '../auth/account-gone.ts'
import { Kept } from '../auth/kept.ts'
import { now } from '../clock.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { Invalid } from '../errors.ts'
import { changed, onChanged } from '../live/bus.ts'
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
  await changed(`bookmarks:${account}`)
}

function ignoreTwin(error: { code?: number }): void {
  if (error.code !== 11000) throw error
}

export async function removeBookmark(account: string, post: string): Promise<void> {
  await Bookmarks.deleteOne({ account, post })
  await changed(`bookmarks:${account}`)
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

const kept = new Kept<ReadonlySet<string>>()

onChanged((tags) => {
  for (const tag of tags) if (tag.startsWith('bookmarks:')) kept.drop(tag.slice(10))
})

/** The ids of all posts this person has marked; from memory where they were needed a moment ago. */
export async function bookmarkedBy(account: string): Promise<ReadonlySet<string>> {
  const known = kept.get(account)
  if (known) return known
  const mark = kept.mark()
  const rows = await Bookmarks.find({ account }, 'post').limit(MOST).lean()
  const posts = new Set(rows.map((row) => String(row.post)))
  kept.put(account, posts, mark)
  return posts
}

/** The post is gone: nobody can find it again. */
export async function dropBookmarksOf(posts: readonly Types.ObjectId[]): Promise<void> {
  await Bookmarks.deleteMany({ post: { $in: posts } })
}

onAccountRemoved(async (account) => {
  await Bookmarks.deleteMany({ account })
})
