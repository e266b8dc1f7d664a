import { type Account, loadAccount } from '../auth/account.ts'
import { Conflict, Expected } from '../errors.ts'
import { Posts } from '../forum/post.ts'
import { moveCase } from './case.ts'
import type { Case, CaseSubject } from './case-record.ts'
import { freezeAll, numbered } from './evidence.ts'
import { caseSubject, newer } from './intake.ts'
import { toJudge } from './several.ts'
import { findSubject, type Subject } from './subject.ts'

/** Tags are never changed, and a list of reactions is hidden as a whole, whoever comes and goes on it. */
const addresses: Partial<Record<CaseSubject['kind'], (subject: CaseSubject) => string>> = {
  post: ({ id }) => `/posts/${id}`,
  topic: ({ id }) => `/t/${id}`,
  image: ({ id }) => `/images/${id}`,
  profile: ({ path }) => path,
}

/** Only these are looked at as a whole; most posts were not edited. */
async function editedPosts(subjects: readonly CaseSubject[]): Promise<Set<string>> {
  const known = new Map(
    subjects.flatMap(({ kind, id, revision }) => (kind === 'post' ? [[id, revision]] : [])),
  )
  if (known.size === 0) return new Set()
  const found = await Posts.find({ _id: { $in: [...known.keys()] } }, 'revision').lean()
  return new Set(
    found.flatMap(({ _id, revision }) => (revision > (known.get(String(_id)) ?? 1) ? [String(_id)] : [])),
  )
}

/** As it stands: its author reads it also where it is hidden. Undefined where it is gone. */
async function findLive(judge: Account, subject: CaseSubject): Promise<Subject | undefined> {
  const address = addresses[subject.kind]?.(subject)
  if (address === undefined) return undefined
  const author = subject.author ? await loadAccount(String(subject.author)) : undefined
  for (const reader of [author, judge])
    try {
      if (reader) return await findSubject(reader, address)
    } catch (error) {
      if (!(error instanceof Expected)) throw error
    }
  return undefined
}

/** Words that their author took away cannot be worse than those that were seen. Of a profile the user name stays. */
function isEmptied({ kind, words, images }: Subject): boolean {
  const lines = new Set(words.split('\n').filter((line) => line.trim() !== ''))
  return images.length === 0 && lines.size <= (kind === 'profile' ? 1 : 0)
}

async function findEdited(judge: Account, subjects: readonly CaseSubject[]): Promise<Subject[]> {
  const posts = await editedPosts(subjects)
  const edited: Subject[] = []
  for (const subject of subjects) {
    if (subject.kind === 'post' && !posts.has(subject.id)) continue
    const live = await findLive(judge, subject)
    if (!live || isEmptied(live)) continue
    const thing = await numbered(live)
    if (thing.revision > subject.revision) edited.push(thing)
  }
  return edited
}

/**
 * Nobody judges words that they have not seen: what was edited since comes into the case as it is now, kept like the words
 * before, and the judge looks again.
 * @throws Conflict
 */
export async function refuseEdited(judge: Account, found: Case): Promise<void> {
  const edited = await findEdited(judge, toJudge(found))
  if (edited.length === 0) return
  const { subjects, evidence } = await freezeAll(edited)
  const fresh = subjects.map(caseSubject)
  const isOlder = (known: CaseSubject) => newer(known, fresh).revision > known.revision
  await moveCase(found.ref, {
    events: [],
    set: (before) => ({ subjects: before.subjects.map((known) => newer(known, fresh)) }),
    joining: { parties: [], kinds: [], evidence },
    entry: (before) => {
      const titles = before.subjects.filter(isOlder).map(({ title }) => title)
      return titles.length > 0 ? { act: 'edited', words: titles.join('\n') } : undefined
    },
  })
  throw new Conflict(
    'It was edited since it was reported. The newer words are on the page now; please look again.',
  )
}
