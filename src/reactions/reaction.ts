import { model, Schema, Types } from 'mongoose'
import { onAccountRemoved } from '../auth/account-gone.ts'
import { Kept } from '../auth/kept.ts'
import { now } from '../clock.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { changed, onChanged } from '../live/bus.ts'

export const reactionKinds = ['agree', 'disagree', 'thanks'] as const
export type ReactionKind = (typeof reactionKinds)[number]

/** What can be reacted to. */
export const subjectKinds = ['post', 'message'] as const
export interface Subject {
  kind: (typeof subjectKinds)[number]
  id: string
}

/** How one person reacted to one thing. It is there to be shown beside the thing, and for nothing else (N8). */
export interface Reaction {
  _id: Types.ObjectId
  about: Subject['kind']
  subject: Types.ObjectId
  account: Types.ObjectId
  kind: ReactionKind
  at: Date
}

const shown: PersonalEntry = {
  whose: 'account',
  purpose: 'to show how you reacted to whoever can read the post or message, and for nothing else',
  clause: 'N8',
  retention: 'post_image_tag_reaction',
  export: true,
  erasure: 'delete',
}
const record = impersonal('to find the record', 'post_image_tag_reaction', 'N8')

const reactionSchema = new Schema<Reaction>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: record },
    about: { type: String, enum: subjectKinds, required: true, personal: record },
    subject: { type: Schema.Types.ObjectId, required: true, personal: shown },
    account: { type: Schema.Types.ObjectId, required: true, personal: shown },
    kind: { type: String, enum: reactionKinds, required: true, personal: shown },
    at: { type: Date, required: true, personal: shown },
  },
  { versionKey: false },
)
reactionSchema.index({ about: 1, subject: 1, account: 1 }, { unique: true })
reactionSchema.index({ account: 1, _id: -1 })

export const Reactions = model<Reaction>('Reaction', reactionSchema, 'reactions')

const nameOf = ({ kind, id }: Subject) => ({ about: kind, subject: new Types.ObjectId(id) })

/** Of one kind of thing; every list of subjects here is. */
const among = (subjects: readonly Subject[]) => ({
  about: subjects[0]?.kind ?? 'post',
  subject: { $in: subjects.map(({ id }) => new Types.ObjectId(id)) },
})

/** One per person and thing: another kind takes the place of the first. @returns whether anything changed */
export async function setReaction(account: string, subject: Subject, kind: ReactionKind): Promise<boolean> {
  const put = () =>
    Reactions.findOneAndUpdate(
      { ...nameOf(subject), account },
      { $set: { kind, at: now() } },
      { upsert: true, returnDocument: 'before' },
    ).lean()
  // Of two first ones at once the index refuses one; it finds the other when it comes again.
  const before = await put().catch((error: { code?: number }) => {
    if (error.code !== 11000) throw error
    return put()
  })
  if (before?.kind === kind) return false
  await changed(`reactions-by:${account}`, `${subject.kind}:${subject.id}`)
  return true
}

/** @returns whether there was one */
export async function withdrawReaction(account: string, subject: Subject): Promise<boolean> {
  const { deletedCount } = await Reactions.deleteOne({ ...nameOf(subject), account })
  if (deletedCount > 0) await changed(`reactions-by:${account}`, `${subject.kind}:${subject.id}`)
  return deletedCount > 0
}

export type Counts = Record<ReactionKind, number>

export const noReactions: Readonly<Counts> = { agree: 0, disagree: 0, thanks: 0 }

/** By the subject's id, in one query; things without reactions are missing. */
export async function countReactions(subjects: readonly Subject[]): Promise<Map<string, Counts>> {
  const found = new Map<string, Counts>()
  if (subjects.length === 0) return found
  const rows = await Reactions.aggregate<{ _id: { subject: Types.ObjectId; kind: ReactionKind }; n: number }>(
    [
      { $match: among(subjects) },
      { $group: { _id: { subject: '$subject', kind: '$kind' }, n: { $sum: 1 } } },
    ],
  )
  for (const { _id, n } of rows) {
    const subject = String(_id.subject)
    found.set(subject, { ...(found.get(subject) ?? noReactions), [_id.kind]: n })
  }
  return found
}

/** Subject id → how this person reacted, or null. */
export type OwnReactions = ReadonlyMap<string, ReactionKind | null>

const kept = new Kept<Map<string, ReactionKind | null>>()

onChanged((tags) => {
  for (const tag of tags) if (tag.startsWith('reactions-by:')) kept.drop(tag.slice(13))
})

function keptOf(account: string): Map<string, ReactionKind | null> {
  const known = kept.get(account)
  if (known) return known
  const fresh = new Map<string, ReactionKind | null>()
  kept.put(account, fresh, kept.mark())
  return fresh
}

/** How this person reacted to each of these; only what was not needed a moment ago is asked for. */
export async function reactionsOf(account: string, subjects: readonly Subject[]): Promise<OwnReactions> {
  // A change that is told meanwhile takes the map out of what is kept, so what arrives late is never kept.
  const mine = keptOf(account)
  const unknown = subjects.filter(({ id }) => !mine.has(id))
  if (unknown.length === 0) return mine
  const rows = await Reactions.find({ ...among(unknown), account }, 'subject kind').lean()
  for (const { id } of unknown) mine.set(id, null)
  for (const row of rows) mine.set(String(row.subject), row.kind)
  return mine
}

/** Whoever reacted to it, the latest first. One more than `size` where there are more. */
export function listReactors(
  subject: Subject,
  before: Types.ObjectId | undefined,
  size: number,
): Promise<Reaction[]> {
  return Reactions.find({ ...nameOf(subject), ...(before && { _id: { $lt: before } }) })
    .sort({ _id: -1 })
    .limit(size + 1)
    .lean()
}

/** How many reacted, in which ways, and who did last; without some people. */
export interface ReactionCrowd {
  count: number
  kinds: ReactionKind[]
  /** Account id. */
  latest: string
}

/** @returns undefined where nobody did */
export async function crowdOf(
  subject: Subject,
  without: ReadonlySet<string>,
): Promise<ReactionCrowd | undefined> {
  const left = {
    ...nameOf(subject),
    account: { $nin: [...without].map((id) => new Types.ObjectId(id)) },
  }
  const [byKind, latest] = await Promise.all([
    Reactions.aggregate<{ _id: ReactionKind; n: number }>([
      { $match: left },
      { $group: { _id: '$kind', n: { $sum: 1 } } },
    ]),
    Reactions.findOne(left, 'account').sort({ at: -1, _id: -1 }).lean(),
  ])
  if (!latest) return undefined
  const count = byKind.reduce((sum, { n }) => sum + n, 0)
  return { count, kinds: byKind.map(({ _id }) => _id), latest: String(latest.account) }
}

/** Posts to which somebody reacted for the first time since then. */
export async function postsSince(since: Date): Promise<string[]> {
  const from = Types.ObjectId.createFromTime(Math.floor(since.getTime() / 1000))
  return (await Reactions.distinct('subject', { about: 'post', _id: { $gte: from } })).map(String)
}

/** The things are gone, and what people felt about them with them. */
export async function dropReactionsOf(subjects: readonly Subject[]): Promise<void> {
  const accounts = await Reactions.distinct('account', among(subjects))
  await Reactions.deleteMany(among(subjects))
  await changed(...accounts.map((account) => `reactions-by:${account}`))
}

onAccountRemoved(async (account) => {
  const rows = await Reactions.find({ account }, 'about subject').lean()
  await Reactions.deleteMany({ account })
  await changed(`reactions-by:${account}`, ...rows.map(({ about, subject }) => `${about}:${subject}`))
})
