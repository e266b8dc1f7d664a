import { createHash } from 'node:crypto'
import { model, Types } from 'mongoose'
import { minutes, now, nowMs } from '../clock.ts'
import { insertion, type Write } from '../database/in-order.ts'
import { copyImage } from '../media/copy.ts'
import { digestOf as digestOfPicture } from '../media/digest.ts'
import { findImagesAt, type StandingImage } from '../media/image.ts'
import { removeImagesAt } from '../media/removal.ts'
import { type Evidence, evidenceSchema } from './evidence-schema.ts'
import { type Subject, type SubjectKind, subjectKey } from './subject.ts'
import { digestOf, hasOwnRevision, revisionAfter } from './version.ts'

export type { Evidence } from './evidence-schema.ts'

export const Evidences = model<Evidence>('Evidence', evidenceSchema, 'evidence')

const place = (id: Types.ObjectId) => ({ kind: 'evidence' as const, id: String(id) })

type Copy = Pick<StandingImage, '_id' | 'alt'> & { digest: string }

interface Pictures {
  digests: readonly string[]
  alts?: readonly string[] | undefined
}

function hashOf(subject: Subject, { digests, alts }: Pictures, takenAt: Date): string {
  const { kind, path, title, revision, words } = subject
  const parts = [subjectKey(subject), kind, path, title, revision, words, digests, takenAt.toISOString()]
  if (alts) parts.push(alts)
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
  const digests = copies.map(({ digest }) => digest)
  const alts = copies.length > 0 ? copies.map(({ alt }) => alt) : undefined
  return {
    ...{ _id, subject: subjectKey(subject), kind, path, title, revision },
    author: subject.author ? new Types.ObjectId(subject.author) : null,
    words,
    images: copies.map((copy) => copy._id),
    pictureDigests: digests,
    ...(alts && { alts }),
    takenAt,
    digest: digestOf(subject),
    hash: hashOf(subject, { digests, alts }, takenAt),
  }
}

/** The thing in the version under which a complaint keeps it: of what does not count its versions itself, they are counted here. */
export async function numbered(subject: Subject): Promise<Subject> {
  if (hasOwnRevision(subject.kind)) return subject
  const last = await Evidences.findOne({ subject: subjectKey(subject) }, 'revision digest')
    .sort({ revision: -1 })
    .lean()
  return { ...subject, revision: revisionAfter(last, subject) }
}

/** Keeps them all. @returns them in the versions under which they are kept, and the ids of what is kept */
export async function freezeAll<S extends readonly Subject[]>(things: S) {
  const subjects: Subject[] = []
  const evidence: Types.ObjectId[] = []
  for (const thing of things) {
    const { _id, revision } = await freeze(thing)
    evidence.push(_id)
    subjects.push({ ...thing, revision })
  }
  return { subjects: subjects as unknown as S, evidence }
}

/**
 * Keeps a thing as it stands, once for each of its versions, however many complain about it.
 * @param subject as `numbered` gives it
 * @returns what is kept of it, perhaps in a later version: somebody else's complaint may have kept other words meanwhile
 */
export async function freeze(subject: Subject): Promise<Evidence> {
  const key = { subject: subjectKey(subject), revision: subject.revision }
  const there = await findInUse(key)
  if (there) return isSame(there, subject) ? there : freeze(await numbered(subject))
  const _id = new Types.ObjectId()
  const images: Copy[] = []
  for (const id of subject.images) {
    const copy = await copyImage(id, place(_id))
    if (copy) images.push({ _id: copy._id, alt: copy.alt, digest: await digestOfPicture(copy) })
  }
  const evidence = makeEvidence(_id, subject, images)
  try {
    await Evidences.collection.insertOne(evidence)
    return evidence
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error
    // Somebody else's complaint was quicker.
    if (images.length > 0) await removeImagesAt(place(_id))
    return freeze(subject)
  }
}

function isSame({ digest }: Evidence, subject: Subject): boolean {
  return hasOwnRevision(subject.kind) || digest === digestOf(subject)
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

/** What is kept of a thing in this version. */
export async function findKept(
  subject: Pick<Subject, 'kind' | 'id' | 'revision'>,
): Promise<Evidence | undefined> {
  const { revision } = subject
  return (await Evidences.findOne({ subject: subjectKey(subject), revision }).lean()) ?? undefined
}

export async function loadEvidence(ids: readonly Types.ObjectId[]): Promise<Evidence[]> {
  return Evidences.find({ _id: { $in: ids } }).lean()
}

/** The hold ends with the case: nothing of what was kept stays. As often as wanted. */
export async function destroyEvidence(ids: readonly Types.ObjectId[]): Promise<void> {
  for (const id of ids) await removeImagesAt(place(id))
  await Evidences.deleteMany({ _id: { $in: ids } })
}

/** Is what was kept still what it was? Reads the bytes of its pictures. */
export async function isUntouched(evidence: Evidence): Promise<boolean> {
  const [kind = 'page', id = ''] = evidence.subject.split(/:(.*)/s) as [SubjectKind, string]
  const subject = { ...evidence, kind, id, author: null, images: [] }
  const pictures = { digests: await picturesNow(evidence), alts: evidence.alts }
  return hashOf(subject, pictures, evidence.takenAt) === evidence.hash
}

async function picturesNow({ _id, images, pictureDigests }: Evidence): Promise<string[]> {
  const found = images.length > 0 ? await findImagesAt(place(_id)) : []
  const now: string[] = []
  for (const known of images) {
    const image = found.find((one) => one._id.equals(known))
    if (!image) now.push('')
    else now.push(pictureDigests ? await digestOfPicture(image) : image.hash)
  }
  return now
}
