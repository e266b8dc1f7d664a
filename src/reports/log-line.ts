import { model, Schema, type Types } from 'mongoose'
import { londonDate, now } from '../clock.ts'
import { type ChainHome, type Link, makeAppend } from '../database/chain.ts'
import { impersonal } from '../database/personal.ts'
import { type Verified, verifyChain } from '../database/verify-chain.ts'
import { changed } from '../live/bus.ts'

export const logEvents = [
  'decided',
  'appeal-decided',
  'interim',
  'renewed',
  'lapsed',
  'restored',
  'ordered',
] as const
export const logSubjects = [
  'post',
  'message',
  'topic',
  'image',
  'tag',
  'profile',
  'reactions',
  'other',
] as const
export const logOutcomes = ['upheld', 'partly', 'not_upheld', 'no_basis'] as const

/**
 * One line of the public log. Everything in it may be read by everybody for good, so it names no person and no thing,
 * and the day is all that it says of the time: the hour would lead to whoever noticed a post go.
 */
export interface LogLine extends Link {
  _id: Types.ObjectId
  /** A date in London, "2026-11-24". */
  at: string
  /** The decision's reference, "D-17". */
  decision: string
  /** The same event has the same words here, however often its decision is carried out. Stays inside, outside the seal. */
  once: string
  event: (typeof logEvents)[number]
  /** The kind of report. */
  kind: string
  subjectKind: (typeof logSubjects)[number]
  outcome: (typeof logOutcomes)[number] | null
  measures: string[]
  ground: { kind: 'law' | 'rule'; ref: string } | null
  automated: boolean
}

/** `at`: when it happened; now, unless told otherwise. */
export type NewLine = Omit<LogLine, keyof Link | 'at'> & { at?: Date }

const open = impersonal('shows everybody what was decided, and that it stays', 'public_log', 'N9')
const fixed = { required: true, immutable: true, personal: open } as const

const groundSchema = new Schema(
  { kind: { type: String, enum: ['law', 'rule'], ...fixed }, ref: { type: String, ...fixed } },
  { _id: false },
)

/** Append-only, for good. */
const lineSchema = new Schema<LogLine>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: open },
    number: { type: Number, ...fixed },
    at: { type: String, ...fixed },
    decision: { type: String, ...fixed },
    once: { type: String, ...fixed },
    event: { type: String, enum: logEvents, ...fixed },
    kind: { type: String, ...fixed },
    subjectKind: { type: String, enum: logSubjects, ...fixed },
    outcome: { type: String, enum: [...logOutcomes, null], default: null, immutable: true, personal: open },
    measures: { type: [String], ...fixed },
    ground: { type: groundSchema, default: null, immutable: true, personal: open },
    automated: { type: Boolean, ...fixed },
    previous: { type: String, immutable: true, personal: open },
    hash: { type: String, ...fixed },
  },
  { versionKey: false },
)
lineSchema.index({ number: 1 }, { unique: true })
lineSchema.index({ once: 1 }, { unique: true })

export const LogLines = model<LogLine>('LogLine', lineSchema, 'log-lines')

/** What a line's hash is made of, in this order; the page and its JSON say so, too. */
export const sealedNames = [
  ...(['number', 'at', 'decision', 'event', 'kind', 'subjectKind', 'outcome', 'measures'] as const),
  ...(['ground', 'automated', 'previous'] as const),
]

const chain: ChainHome<NewLine, LogLine> = {
  sequence: 'log-line',
  sealed: sealedNames,
  complete: ({ at, ground, ...line }) => ({
    ...line,
    at: londonDate(at ?? now()),
    // As it will be stored: a broken character would be mended on the way, and no longer fit the hash.
    ground: ground && { kind: ground.kind, ref: ground.ref.toWellFormed() },
  }),
  newest: () => LogLines.findOne().sort({ number: -1 }).select('number hash').lean(),
  insert: (lines) => LogLines.insertMany(lines),
  countStored: (ids) => LogLines.countDocuments({ _id: { $in: ids } }),
  findKnown: ({ once }) => LogLines.findOne({ once }).lean<LogLine>(),
}

const append = makeAppend(chain)

/** Appends an event, once: where it has a line already, that one comes back. Stored when it resolves, and on the page. */
export async function appendLine(line: NewLine): Promise<LogLine> {
  const appended = await append(line)
  await changed('log')
  return appended
}

/** The newest lines, or those before a number, newest first. */
export function listLines(before: number | undefined, size: number): Promise<LogLine[]> {
  return LogLines.find(before === undefined ? {} : { number: { $lt: before } })
    .sort({ number: -1 })
    .limit(size)
    .lean<LogLine[]>()
    .exec()
}

/**
 * Was a line altered, moved, put in or taken out, at the end too? What nobody can see in the database alone is a chain
 * that was written anew from some line to the end, together with its counter: that shows only against a hash that
 * somebody noted before. The page says so, and the feed carries each hash out of the house.
 */
export function verifyLines(): Promise<Verified> {
  const rows = LogLines.find().sort({ number: 1 }).lean<LogLine[]>().cursor()
  return verifyChain(chain, { rows, isWhole: true })
}
