import { type Account, loadAccount } from '../auth/account.ts'
import { Conflict, Expected } from '../errors.ts'
import { findImagesAt, loadImage, standing } from '../media/image.ts'
import { notify } from '../notifications/notification.ts'
import { moveCase } from './case.ts'
import type { Case, CaseSubject } from './case-record.ts'
import type { Decision } from './decision.ts'
import { findKept, freezeAll, numbered } from './evidence.ts'
import { caseSubject, newer } from './intake.ts'
import { toJudge } from './several.ts'
import { findSubject, type Subject, subjectKey } from './subject.ts'
import { isVersioned, type VersionedKind, versionedKinds, versionsOf } from './versioned.ts'

const addresses: Partial<Record<CaseSubject['kind'], (subject: CaseSubject) => string>> = {
  post: ({ id }) => `/posts/${id}`,
  message: ({ id }) => `/chat/messages/${id}`,
  topic: ({ id }) => `/t/${id}`,
  image: ({ id }) => `/images/${id}`,
  profile: ({ path }) => path,
  tag: ({ id, path }) => `${path}/tags/${id}`,
  reactions: ({ id }) => `/posts/${id}/reactions`,
}

/** Of what counts its versions itself only these are looked at as a whole; most of it was not edited. By their keys. */
async function editedKeys(subjects: readonly CaseSubject[]): Promise<Set<string>> {
  const edited = new Set<string>()
  for (const kind of versionedKinds) {
    const known = new Map(subjects.flatMap((one) => (one.kind === kind ? [[one.id, one]] : [])))
    if (known.size === 0) continue
    for (const { _id, revision, images = [] } of await versionsOf(kind).load([...known.keys()])) {
      const seen = known.get(String(_id))
      if (!seen || revision < seen.revision) continue
      if (revision > seen.revision || (images.length > 0 && (await isDescribedNewly(kind, seen))))
        edited.add(subjectKey(seen))
    }
  }
  return edited
}

/** A process killed between what a picture shows and the version of what it hangs on leaves one to be counted. */
async function isDescribedNewly(kind: VersionedKind, seen: CaseSubject): Promise<boolean> {
  const kept = await findKept(seen)
  if (!kept?.alts) return false
  const known = new Set(['', ...kept.alts])
  const now = await findImagesAt({ kind, id: seen.id })
  if (now.every(({ alt }) => known.has(alt))) return false
  await versionsOf(kind).countDescribed(seen.id)
  return true
}

/** As it stands: its author reads it also where it is hidden. Undefined where it is gone. */
async function findLive(judge: Account | undefined, subject: CaseSubject): Promise<Subject | undefined> {
  const address = addresses[subject.kind]?.(subject)
  if (address === undefined) return undefined
  const author = subject.author ? await loadAccount(String(subject.author)) : undefined
  for (const reader of [author, judge])
    try {
      if (reader) return await findSubject(reader, address)
    } catch (error) {
      if (!(error instanceof Expected)) throw error
    }
  return readAnyway(subject)
}

/** What is hidden from its author, too, they alone could have changed a moment before. */
async function readAnyway({
  kind,
  id,
  path,
  title,
  author,
  ...known
}: CaseSubject): Promise<Subject | undefined> {
  const named = { kind, id, path, title, author: author && String(author) }
  if (isVersioned(kind)) {
    const [found] = await versionsOf(kind).load([id])
    if (found?.source === undefined) return undefined
    const { revision, source: words, images = [] } = found
    return { ...named, revision, words, images: images.map(String) }
  }
  const image = kind === 'image' ? standing(await loadImage(id)) : undefined
  return image && { ...named, revision: known.revision, words: image.alt, images: [id] }
}

/** Words that their author took away cannot be worse than those that were seen. Of a profile the user name stays. */
function isEmptied({ kind, words, images }: Subject): boolean {
  const lines = new Set(words.split('\n').filter((line) => line.trim() !== ''))
  return images.length === 0 && lines.size <= (kind === 'profile' ? 1 : 0)
}

const linesOf = (words: string) => words.split('\n')

/**
 * A list of reactions grows all the time, and is hidden as a whole: who came does not change what was complained about. Somebody
 * who took theirs back, or reacts otherwise now, may have been the very one.
 */
async function isOnlyLonger(known: CaseSubject, live: Subject): Promise<boolean> {
  const kept = await findKept(known)
  const there = new Set(linesOf(live.words))
  return kept !== undefined && linesOf(kept.words).every((line) => there.has(line))
}

async function findEdited(judge: Account | undefined, subjects: readonly CaseSubject[]): Promise<Subject[]> {
  const changed = await editedKeys(subjects)
  const edited: Subject[] = []
  for (const subject of subjects) {
    if (isVersioned(subject.kind) && !changed.has(subjectKey(subject))) continue
    const live = await findLive(judge, subject)
    if (!live || isEmptied(live)) continue
    if (subject.kind === 'reactions' && (await isOnlyLonger(subject, live))) continue
    const thing = await numbered(live)
    if (thing.revision > subject.revision) edited.push(thing)
  }
  return edited
}

/** Newer versions come into the case as they are now, kept like those before. @param said for its history, with their titles */
async function takeIn(ref: string, edited: readonly Subject[], said: string): Promise<void> {
  const { subjects, evidence } = await freezeAll(edited)
  const fresh = subjects.map(caseSubject)
  const isOlder = (known: CaseSubject) => newer(known, fresh).revision > known.revision
  await moveCase(ref, {
    events: [],
    set: (before) => ({ subjects: before.subjects.map((known) => newer(known, fresh)) }),
    joining: { parties: [], kinds: [], evidence },
    entry: (before) => {
      const titles = before.subjects.filter(isOlder).map(({ title }) => title)
      return titles.length > 0 ? { act: 'edited', words: [...titles, said].join('\n').trim() } : undefined
    },
  })
}

/**
 * Nobody judges words that they have not seen: what was edited since comes into the case, and the judge looks again.
 * @throws Conflict
 */
export async function refuseEdited(judge: Account | undefined, found: Case): Promise<void> {
  const edited = await findEdited(judge, toJudge(found))
  if (edited.length === 0) return
  await takeIn(found.ref, edited, '')
  throw new Conflict(
    'It was edited since it was reported. The newer words are on the page now; please look again.',
  )
}

/**
 * After it was hidden, so that nobody can edit it any more: the moment between the last look and that one is the only one in
 * which words that nobody saw can have come in. The measure stands; whoever decided hears of it, and the newer words are kept
 * for those who hear an objection.
 * @param part what the decision hid
 */
export async function noteEdited(part: Case, { ref, by, second }: Decision): Promise<void> {
  // A list of other people's reactions goes on changing while it is hidden.
  const own = part.subjects.filter(({ kind }) => kind !== 'reactions')
  const edited = await findEdited(undefined, own)
  if (edited.length === 0) return
  for (const account of second ? [by, second] : [by])
    await notify({
      account: String(account),
      kind: 'case',
      title: `Case ${part.ref}: it was edited in the same moment`,
      text: `What ${ref} is about was edited just as it was decided. It is hidden. Please look at the newer words.`,
      href: `/review/${part.ref}`,
      once: `edited:${ref}`,
    })
  await takeIn(part.ref, edited, `Edited in the same moment as ${ref} was decided. Please look again.`)
}
