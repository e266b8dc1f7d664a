import { model, Schema, type Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { isAdmin } from '../auth/policy.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { Conflict, Forbidden, Invalid } from '../errors.ts'
import { notePhrases } from './staff-lines.ts'

/** Sentences that moderators often need for their reasons; the admins write them. There is one list. */
export interface PhraseBook {
  _id: 'phrases'
  phrases: string[]
  /** Rises with each change: of two admins who save at once, the later one hears of it. */
  version: number
  /** Who wrote this version, until the audit log says so. */
  unnotedBy?: Types.ObjectId
}

export const MOST_PHRASES = 30
export const LONGEST_PHRASE = 300

export const firstPhrases = [
  'The words attack a person and not what they said.',
  'It shows somebody who did not agree to it, and no public interest needs it.',
  'It advertises something that has nothing to do with the subject.',
  'It is a strong opinion about a matter of public interest, and stays within the rules.',
]

const plain = impersonal('to give moderators sentences for their reasons', 'settings', 'N9')

const staff: PersonalEntry = {
  whose: 'staff',
  purpose: 'to write down who changed the sentences; gone as soon as that is done',
  clause: 'N9',
  retention: 'audit_log',
  export: false,
  erasure: 'detach',
}

const phraseSchema = new Schema<PhraseBook>(
  {
    _id: { type: String, required: true, personal: plain },
    phrases: { type: [{ type: String, personal: plain }], required: true, personal: plain },
    version: { type: Number, required: true, personal: plain },
    unnotedBy: { type: Schema.Types.ObjectId, personal: staff },
  },
  { versionKey: false },
)

export const PhraseBooks = model<PhraseBook>('PhraseBook', phraseSchema, 'phrase-books')

/** As the admins left it; the first ones where nobody has changed them. */
export async function loadPhrases(): Promise<Omit<PhraseBook, '_id'>> {
  const book = await PhraseBooks.findById('phrases', 'phrases version').lean()
  return book ?? { phrases: firstPhrases, version: 0 }
}

/** Its line in the audit log, once for each version, also where a process was killed before it. As often as wanted. */
export async function notePhraseBook(): Promise<void> {
  const book = await PhraseBooks.findOne({ unnotedBy: { $exists: true } }).lean()
  if (!book?.unnotedBy) return
  await notePhrases(book.unnotedBy, book.version)
  await PhraseBooks.updateOne({ _id: 'phrases', version: book.version }, { $unset: { unnotedBy: 1 } })
}

/** @throws Invalid, Forbidden, Conflict with `current` */
export async function savePhrases(
  actor: Account,
  { phrases, version }: Omit<PhraseBook, '_id'>,
): Promise<Omit<PhraseBook, '_id'>> {
  const list = [...new Set(phrases)]
  const long = list.find(({ length }) => length > LONGEST_PHRASE)
  if (long)
    throw new Invalid({
      phrases: `Please keep each sentence to ${LONGEST_PHRASE} characters: “${long.slice(0, 60)}…”`,
    })
  if (list.length > MOST_PHRASES)
    throw new Invalid({ phrases: `There is room for ${MOST_PHRASES} sentences. Please take some out.` })
  if (!isAdmin(actor)) throw new Forbidden('Only the admins of the forum write these sentences.')
  await notePhraseBook()
  const now = await loadPhrases()
  if (now.version === version && (await store(list, version, actor._id))) {
    await notePhraseBook()
    return { phrases: list, version: version + 1 }
  }
  const current = await loadPhrases()
  if (JSON.stringify(current.phrases) === JSON.stringify(list)) return current
  throw new Conflict(
    'Somebody else changed the sentences after you opened them. Please look at theirs first.',
    {
      current,
    },
  )
}

/** @returns false where somebody was quicker */
async function store(phrases: string[], version: number, unnotedBy: Types.ObjectId): Promise<boolean> {
  const next = { phrases, version: version + 1, unnotedBy }
  if (version > 0) {
    const saved = await PhraseBooks.updateOne({ _id: 'phrases', version }, { $set: next })
    return saved.matchedCount > 0
  }
  try {
    await PhraseBooks.create({ _id: 'phrases', ...next })
    return true
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error
    return false
  }
}
