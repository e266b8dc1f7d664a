import { model, Schema, Types } from 'mongoose'
import { hashSecret } from '../auth/secret-hash.ts'
import { now } from '../clock.ts'
import { takeNumber } from '../database/numbers.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { pseudonym } from '../disclosure/pseudonym.ts'

export const questionStates = ['proposed', 'open', 'answered', 'lapsed', 'refused'] as const
export const whoms = ['author', 'reporter', 'other'] as const
export type Whom = (typeof whoms)[number]

/** What somebody is asked about a case. They read `text`, and nothing else of it. */
export interface Question {
  _id: Types.ObjectId
  /** "Q-3". */
  ref: string
  case: string
  whom: Whom
  /** An account id, the reference of a report, or an e-mail address. */
  to: string
  question: string
  /** The question and all that is shared with it, as it is read. */
  text: string
  askedBy: Types.ObjectId | null
  askedAt: Date
  /** Set when it goes out; the day in London that is the last for an answer ends then. */
  due: Date | null
  /** `proposed` waits for a second person, because it shares something of the complaint. */
  state: (typeof questionStates)[number]
  answer: string
  answeredAt: Date | null
  /** The record of what is shared with it (N13). */
  share: string | null
  /** Hash of the secret in the private link. */
  key: string
  /** When the person was told of it, and when the case took note of how it ended: until then the next run does it again. */
  toldAt: Date | null
  settledAt: Date | null
  deleteAt?: Date
}

const plain = impersonal(
  'to ask somebody about a complaint and keep the time for the answer',
  'report_case',
  'N13',
)
const theirs: PersonalEntry = {
  whose: 'recipient',
  purpose: 'what you were asked about a complaint, and what you answered',
  clause: 'N13',
  retention: 'report_case',
  export: true,
  erasure: 'keep',
}
const who: PersonalEntry = {
  ...theirs,
  purpose: 'to ask you, and to know that it is you who answers',
  erasure: 'detach',
}
const staff: PersonalEntry = {
  ...theirs,
  whose: 'staff',
  purpose: 'to show who asked',
  export: false,
  erasure: 'detach',
}
const words = { type: String, required: true, immutable: true, personal: theirs } as const

const questionSchema = new Schema<Question>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    ref: { type: String, required: true, immutable: true, personal: plain },
    case: { type: String, required: true, immutable: true, personal: plain },
    whom: { type: String, enum: whoms, required: true, immutable: true, personal: plain },
    to: { type: String, required: true, personal: who },
    question: words,
    text: words,
    askedBy: { type: Schema.Types.ObjectId, default: null, personal: staff },
    askedAt: { type: Date, required: true, immutable: true, personal: theirs },
    due: { type: Date, default: null, personal: theirs },
    state: { type: String, enum: questionStates, required: true, personal: plain },
    answer: { type: String, default: '', personal: theirs },
    answeredAt: { type: Date, default: null, personal: theirs },
    share: { type: String, default: null, immutable: true, personal: plain },
    key: { type: String, required: true, immutable: true, personal: plain },
    toldAt: { type: Date, default: null, personal: plain },
    settledAt: { type: Date, default: null, personal: plain },
    deleteAt: { type: Date, personal: plain },
  },
  { versionKey: false },
)
questionSchema.index({ ref: 1 }, { unique: true })
questionSchema.index({ case: 1, askedAt: 1 })
questionSchema.index({ share: 1 }, { partialFilterExpression: { share: { $type: 'string' } } })
questionSchema.index({ due: 1 }, { partialFilterExpression: { state: 'open' } })
questionSchema.index({ settledAt: 1 }, { partialFilterExpression: { settledAt: null } })
questionSchema.index({ deleteAt: 1 }, { expireAfterSeconds: 0 })

export const Questions = model<Question>('Question', questionSchema, 'questions')

/**
 * The secret of the private link. It follows from the record and from the key of this forum, so that a letter which a killed
 * process did not send can still be sent; whoever reads a copy of the database alone cannot make it.
 */
export function secretOf({ _id }: Pick<Question, '_id'>): string {
  return pseudonym('question', String(_id))
}

export type NewQuestion = Pick<
  Question,
  'case' | 'whom' | 'to' | 'question' | 'text' | 'share' | 'state' | 'due'
> & {
  askedBy: Types.ObjectId
}

export async function recordQuestion(given: NewQuestion): Promise<Question> {
  const _id = new Types.ObjectId()
  const question: Question = {
    _id,
    ref: `Q-${await takeNumber('question')}`,
    ...given,
    askedAt: now(),
    answer: '',
    answeredAt: null,
    key: hashSecret(secretOf({ _id })),
    toldAt: null,
    settledAt: null,
  }
  await Questions.collection.insertOne(question)
  return question
}

/** For one that the case could not take: nobody was asked, so it was none. */
export async function withdrawQuestion(ref: string): Promise<void> {
  await Questions.deleteOne({ ref, toldAt: null, answeredAt: null })
}

export async function findQuestion(ref: string): Promise<Question | undefined> {
  return (await Questions.findOne({ ref }).lean()) ?? undefined
}

export async function findShared(share: string): Promise<Question | undefined> {
  return (await Questions.findOne({ share }).lean()) ?? undefined
}

export function questionsOf(ref: string): Promise<Question[]> {
  return Questions.find({ case: ref }).sort({ askedAt: 1 }).lean()
}

/** From one state to another, once, whoever comes at the same moment. @returns undefined where it was not in that state */
export async function moveQuestion(
  ref: string,
  from: Question['state'],
  set: Partial<Pick<Question, 'state' | 'due' | 'answer' | 'answeredAt' | 'settledAt'>>,
): Promise<Question | undefined> {
  return (
    (await Questions.findOneAndUpdate(
      { ref, state: from },
      { $set: set },
      { returnDocument: 'after' },
    ).lean()) ?? undefined
  )
}

export async function markTold(ref: string): Promise<void> {
  await Questions.updateOne({ ref, toldAt: null }, { $set: { toldAt: now() } })
}

export async function markSettled(ref: string): Promise<void> {
  await Questions.updateOne({ ref, settledAt: null }, { $set: { settledAt: now() } })
}

/** Those of which something is left to do. */
export function findUnsettled(): Promise<Question[]> {
  return Questions.find({ settledAt: null, state: { $ne: 'proposed' } })
    .sort({ _id: 1 })
    .lean()
}

/** From the close of its case on the time runs out. */
export async function endQuestionsOf(ref: string, deleteAt: Date): Promise<void> {
  await Questions.updateMany({ case: ref }, { $set: { deleteAt } })
}
