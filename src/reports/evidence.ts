import { createHash } from 'node:crypto'
import { model, Schema, Types } from 'mongoose'
import { minutes, now, nowMs } from '../clock.ts'
import { insertion, type Write } from '../database/in-order.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { copyImage } from '../media/copy.ts'
import { findImagesAt, type StandingImage } from '../media/image.ts'
import { removeImagesAt } from '../media/removal.ts'
import { type Subject, type SubjectKind, subjectKey, subjectKinds } from './subject.ts'

/** What somebody complained about, as it stood then. It outlives its author's deletion, and goes with the case that holds it. */
export interface Evidence {
  _id: Types.ObjectId
  /** See `subjectKey`. */
  subject: string
  kind: SubjectKind
  path: string
  title: string
  revision: number
  author: Types.ObjectId | null
  words: string
  /** Ids of copies; the author's own go when the author wants. */
  images: Types.ObjectId[]
  takenAt: Date
  /** When somebody complained of it again: from then on, for an hour, no sweep takes it for stray. */
  usedAt?: Date
  /** SHA-256 of all of the above but ids and pictures, and of the pictures' hashes. */
  hash: string
}

const plain = impersonal('to know what a complaint is about', 'report_case', 'N9')
const frozen: PersonalEntry = {
  whose: 'author',
  purpose: 'what was complained about, as it stood then, until the case ends',
  clause: 'N9',
  retention: 'removed_content_evidence',
  export: true,
  erasure: 'keep',
}

const evidenceSchema = new Schema<Evidence>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    subject: { type: String, required: true, immutable: true, personal: frozen },
    kind: { type: String, enum: subjectKinds, required: true, immutable: true, personal: plain },
    path: { type: String, required: true, immutable: true, personal: frozen },
    title: { type: String, required: true, immutable: true, personal: frozen },
    revision: { type: Number, required: true, immutable: true, personal: plain },
    author: { type: Schema.Types.ObjectId, default: null, personal: { ...frozen, erasure: 'detach' } },
    words: { type: String, default: '', immutable: true, personal: frozen },
    images: { type: [{ type: Schema.Types.ObjectId, personal: plain }], required: true, personal: frozen },
    takenAt: { type: Date, required: true, immutable: true, personal: plain },
    usedAt: { type: Date, personal: plain },
    hash: { type: String, required: true, immutable: true, personal: plain },
  },
  { versionKey: false },
)
evidenceSchema.index({ subject: 1, revision: 1 }, { unique: true })

export const Evidences = model<Evidence>('Evidence', evidenceSchema, 'evidence')

const place = (id: Types.ObjectId) => ({ kind: 'evidence' as const, id: String(id) })

type Copy = Pick<StandingImage, '_id' | 'hash'>

function hashOf(subject: Subject, pictures: readonly string[], takenAt: Date): string {
  const { kind, path, title, revision, words } = subject
  const parts = [subjectKey(subject), kind, path, title, revision, words, pictures, takenAt.toISOString()]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** Of something without pictures, which would have to be copied. Its write is done where nobody kept it in this version. */
export function evidenceOf(subject: Subject): { evidence: Evidence; write: Write } {
  const evidence = makeEvidence(new Types.ObjectId(), subject, [])
  return { evidence, write: insertion(Evidences, evidence) }
}

function makeEvidence(_id: Types.ObjectId, subject: Subject, copies: readonly Copy[]): Evidence {
  const takenAt = now()
  const { kind, path, title, words, revision } = subject
  const hashes = copies.map(({ hash }) => hash)
  return {
    ...{ _id, subject: subjectKey(subject), kind, path, title, revision },
    author: subject.author ? new Types.ObjectId(subject.author) : null,
    words,
    images: copies.map((copy) => copy._id),
    takenAt,
    hash: hashOf(subject, hashes, takenAt),
  }
}

/** Keeps a thing as it stands, once for each of its versions, however many complain about it. @returns what is kept of it */
export async function freeze(subject: Subject): Promise<Evidence> {
  const key = { subject: subjectKey(subject), revision: subject.revision }
  const there = await findInUse(key)
  if (there) return there
  const _id = new Types.ObjectId()
  const copies = []
  for (const id of subject.images) copies.push((await copyImage(id, place(_id))) ?? [])
  const images = copies.flat()
  const evidence = makeEvidence(_id, subject, images)
  try {
    await Evidences.collection.insertOne(evidence)
    return evidence
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error
    // Somebody else's complaint was quicker.
    if (images.length > 0) await removeImagesAt(place(_id))
    const first = await findInUse(key)
    return first ?? freeze(subject)
  }
}

/** Long before a sweep could take it. */
const FRESH = minutes(20)

/** What is there already, and stays for the report that is about to name it; undefined where it is not. */
async function findInUse(key: { subject: string; revision: number }): Promise<Evidence | undefined> {
  const found = await Evidences.findOne(key).lean()
  if (!found) return undefined
  const isFresh = nowMs() - (found.usedAt ?? found.takenAt).getTime() < FRESH
  if (isFresh) return found
  const used = await Evidences.findOneAndUpdate(
    key,
    { $set: { usedAt: now() } },
    { returnDocument: 'after' },
  ).lean()
  return used ?? undefined
}

/** Evidence that nothing names, unless somebody has just complained of it again. As often as wanted. */
export async function destroyUnused(id: Types.ObjectId, before: Date): Promise<void> {
  const gone = await Evidences.deleteOne({
    _id: id,
    takenAt: { $lt: before },
    $or: [{ usedAt: { $exists: false } }, { usedAt: { $lt: before } }],
  })
  if (gone.deletedCount > 0) await removeImagesAt(place(id))
}

export async function loadEvidence(ids: readonly Types.ObjectId[]): Promise<Evidence[]> {
  return Evidences.find({ _id: { $in: ids } }).lean()
}

/** The hold ends with the case: nothing of what was kept stays. As often as wanted. */
export async function destroyEvidence(ids: readonly Types.ObjectId[]): Promise<void> {
  for (const id of ids) await removeImagesAt(place(id))
  await Evidences.deleteMany({ _id: { $in: ids } })
}

/** Is what was kept still what it was? */
export async function isUntouched(evidence: Evidence): Promise<boolean> {
  const images = await findImagesAt(place(evidence._id))
  const [kind = 'page', id = ''] = evidence.subject.split(/:(.*)/s) as [SubjectKind, string]
  const subject = { ...evidence, kind, id, author: null, images: [] }
  const inOrder = evidence.images.map((known) => images.find(({ _id }) => _id.equals(known))?.hash ?? '')
  return hashOf(subject, inOrder, evidence.takenAt) === evidence.hash
}
