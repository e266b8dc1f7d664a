import { model, Schema, type Types } from 'mongoose'
import { onAccountRemoved } from '../auth/account-gone.ts'
import { now } from '../clock.ts'
import { config } from '../config.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { Invalid } from '../errors.ts'
import { changed } from '../live/bus.ts'
import { draftImages, removeDraftImages } from './draft-images.ts'
import { draftKeys } from './draft-keys.ts'
import { holdsSame } from './same-words.ts'

/** Words on their way: seen by nobody but the person who types them. */
export interface Draft {
  _id: Types.ObjectId
  account: Types.ObjectId
  /** What it will become: `new:<board slug>`, `reply:<topic>`, `edit:<post>`, `chat:<room slug>`, `direct:<account>` or `talk`. */
  key: string
  title: string
  /** As typed, separated by commas. */
  labels: string
  body: string
  updatedAt: Date
}

const plain = impersonal('to find the draft again', 'draft', 'N4')
const words: PersonalEntry = {
  whose: 'account',
  purpose: 'to give your words back when a page closes before you send them',
  clause: 'N4',
  retention: 'draft',
  export: true,
  erasure: 'delete',
}

const draftSchema = new Schema<Draft>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    account: { type: Schema.Types.ObjectId, required: true, personal: { ...words, export: false } },
    key: { type: String, required: true, personal: words },
    title: { type: String, default: '', personal: words },
    labels: { type: String, default: '', personal: words },
    body: { type: String, default: '', personal: words },
    updatedAt: { type: Date, required: true, personal: words },
  },
  { versionKey: false },
)
draftSchema.index({ account: 1, key: 1 }, { unique: true })
draftSchema.index({ key: 1 })
draftSchema.index({ updatedAt: 1 }, { expireAfterSeconds: (config.retention.draft.days ?? 30) * 86_400 })

export const Drafts = model<Draft>('Draft', draftSchema, 'drafts')

onAccountRemoved(async (account) => {
  await Drafts.deleteMany({ account })
})

export type DraftWords = Pick<Draft, 'title' | 'body'> & Partial<Pick<Draft, 'labels'>>
const noWords: DraftWords = { title: '', labels: '', body: '' }

const MOST = 100

/** Empty words are no draft. */
export async function saveDraft(account: Types.ObjectId, key: string, words: DraftWords): Promise<void> {
  const keys = await keysOf(account)
  if (Object.values(words).join('') === '' && !(await hasPictures(account, key, keys)))
    return dropDraft(account, key)
  if (keys.size >= MOST && !keys.has(key))
    throw new Invalid({ '': 'You have a hundred drafts. Please send or discard one first.' })
  await Drafts.updateOne(
    { account, key },
    { $set: { ...noWords, ...words, updatedAt: now() } },
    { upsert: true },
  )
  if (!keys.has(key)) await changed(`drafts:${account}`)
}

async function hasPictures(
  account: Types.ObjectId,
  key: string,
  keys: ReadonlySet<string>,
): Promise<boolean> {
  return keys.has(key) && (await draftImages(account, key)).length > 0
}

/** A draft may be nothing but pictures. */
export async function touchDraft(account: Types.ObjectId, key: string): Promise<void> {
  await Drafts.updateOne({ account, key }, { $set: { updatedAt: now() } }, { upsert: true })
  await changed(`drafts:${account}`)
}

export async function findDraft(account: Types.ObjectId, key: string): Promise<Draft | undefined> {
  const keys = await keysOf(account)
  if (!keys.has(key)) return undefined
  return (await Drafts.findOne({ account, key }).lean()) ?? undefined
}

export async function dropDraft(account: Types.ObjectId, key: string): Promise<void> {
  const keys = await keysOf(account)
  if (!keys.has(key)) return
  await removeDraftImages(account, key)
  await deleteDraft(account, key)
}

async function deleteDraft(account: Types.ObjectId, key: string): Promise<void> {
  await Drafts.deleteOne({ account, key })
  await changed(`drafts:${account}`)
}

/** Its words are posted. Pictures that are still on their way from another window stay, and go with their own post. */
export async function finishDraft(account: Types.ObjectId, key: string): Promise<void> {
  const keys = await keysOf(account)
  if (!keys.has(key)) return
  if (await hasPictures(account, key, keys)) await Drafts.updateOne({ account, key }, { $set: noWords })
  else await deleteDraft(account, key)
}

/**
 * Looks past what is known from memory: another window may have saved it a moment ago. Pictures stay, as above.
 */
export async function dropDraftIf(
  account: Types.ObjectId,
  key: string,
  isMeant: (draft: Draft) => boolean,
): Promise<void> {
  const draft = await Drafts.findOne({ account, key }).lean()
  if (!draft || !isMeant(draft)) return
  const seen = { _id: draft._id, body: draft.body, title: draft.title }
  if ((await draftImages(account, key)).length > 0) await Drafts.updateOne(seen, { $set: noWords })
  else await Drafts.deleteOne(seen)
  await changed(`drafts:${account}`)
}

/** Its words are said; others that are on their way in another window stay. Costs nothing where there is no draft. */
export async function endDraftOf(account: Types.ObjectId, key: string, source: string): Promise<void> {
  const keys = await keysOf(account)
  if (keys.has(key)) await dropDraftIf(account, key, ({ body }) => holdsSame(body, source))
}

/** Everybody's, when the thing it was for is gone. */
export async function dropDraftsFor(key: string): Promise<void> {
  for (const { account } of await Drafts.find({ key }, 'account').lean())
    await removeDraftImages(account, key)
  await Drafts.deleteMany({ key })
}

/** Known without a query for people who were here lately: every page with a form asks. */
function keysOf(account: Types.ObjectId): Promise<ReadonlySet<string>> {
  return draftKeys(String(account), async () => {
    const drafts = await Drafts.find({ account }, 'key').lean()
    return new Set(drafts.map((draft) => draft.key))
  })
}
