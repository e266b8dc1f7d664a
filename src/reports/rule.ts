import { model, Schema, type Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { isAdmin } from '../auth/policy.ts'
import { days, now } from '../clock.ts'
import { config } from '../config.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { Conflict, Forbidden, Invalid } from '../errors.ts'
import { changed } from '../live/bus.ts'
import { firstRules } from './first-rules.ts'
import { noteRules } from './staff-lines.ts'

export interface Rule {
  /** Never given twice: a decision that cites rule 3 means the same rule for ever. */
  number: number
  title: string
  /** Plain text. */
  text: string
}

/** All rules as they stood from one moment on. */
export interface RuleBook {
  _id: Types.ObjectId
  /** From 1, without gaps. */
  version: number
  /** In the order of their numbers. */
  rules: Rule[]
  /** The highest number given so far, retired rules included. */
  lastNumber: number
  /** Null for the rules the forum came with, and where the record of who wrote them has ended. */
  by: Types.ObjectId | null
  from: Date
}

/** Least and most characters. */
export const lengths = { title: [3, 80], text: [10, 1000] } as const
export const MOST_RULES = 50

const plain = impersonal('to say what is allowed here, and which rules held when', 'policy_versions', 'N9')
const writer: PersonalEntry = {
  whose: 'staff',
  purpose: 'to show the admins who wrote the rules',
  clause: 'N0',
  retention: 'audit_log',
  export: false,
  erasure: 'detach',
}
const fixed = { required: true, immutable: true, personal: plain } as const

const ruleSchema = new Schema<Rule>(
  {
    number: { type: Number, ...fixed },
    title: { type: String, ...fixed },
    text: { type: String, ...fixed },
  },
  { _id: false },
)

/** Append-only; only who wrote a version is forgotten in time. */
const ruleBookSchema = new Schema<RuleBook>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    version: { type: Number, ...fixed },
    rules: { type: [ruleSchema], ...fixed },
    lastNumber: { type: Number, ...fixed },
    by: { type: Schema.Types.ObjectId, default: null, personal: writer },
    from: { type: Date, ...fixed },
  },
  { versionKey: false },
)
// Two admins who save at the same moment: one of them writes the next version, the other hears of it.
ruleBookSchema.index({ version: 1 }, { unique: true })

export const RuleBooks = model<RuleBook>('RuleBook', ruleBookSchema, 'rule-books')

/** As they are stored; `rulesInForce` has them in memory. */
export function newestRules(): Promise<RuleBook | null> {
  return RuleBooks.findOne().sort({ version: -1 }).lean().exec()
}

/** A rule as it is to stand from now on; `null` asks for the next free number. */
export type WantedRule = Omit<Rule, 'number'> & { number: number | null }

export interface RuleChange {
  /** The version the admin had before them. */
  seenVersion: number
  /** The whole book: a rule that is left out is retired, and its number with it. */
  rules: readonly WantedRule[]
}

/**
 * Writes the next version; where nothing is different there is none, so sending a form twice does no harm.
 * @throws Invalid (fields `title-3`, `text-new`, …); Forbidden; Conflict with `current` and `typed`
 */
export async function saveRules(actor: Account, { seenVersion, rules }: RuleChange): Promise<RuleBook> {
  const seen = await RuleBooks.findOne({ version: seenVersion }).lean()
  if (!seen) throw new Invalid({ version: 'Please open the rules again: there is no such version.' })
  const next = nextBook(seen, rules)
  if (!isAdmin(actor)) throw new Forbidden('Only the admins of the forum write its rules.')
  const current = await newestRules()
  if (current?.version !== seenVersion) return settle(next, current)
  if (isSame(current.rules, next.rules)) return current
  const made = await append({ ...next, by: actor._id })
  return made ? noted(made) : settle(next, await newestRules())
}

async function noted(book: RuleBook): Promise<RuleBook> {
  await noteRules(book)
  return book
}

type NewBook = Omit<RuleBook, '_id' | 'from'>

/** @returns undefined where the version is taken */
async function append(book: NewBook): Promise<RuleBook | undefined> {
  try {
    const made = await RuleBooks.create({ ...book, from: now() })
    await changed('rules')
    return made.toObject()
  } catch (error) {
    if ((error as { code?: number }).code === 11000) return undefined
    throw error
  }
}

/** Somebody was quicker: with the same words, that is no quarrel. */
async function settle({ rules }: NewBook, current: RuleBook | null): Promise<RuleBook> {
  // The process that wrote them may have died before it could say so; nobody is to get the old ones again.
  await changed('rules')
  if (current && isSame(current.rules, rules)) return noted(current)
  throw new Conflict('Somebody else changed the rules after you opened them. Both texts are below.', {
    current: current && { version: current.version, rules: current.rules },
    typed: rules,
  })
}

function isSame(a: readonly Rule[], b: readonly Rule[]): boolean {
  const words = (rules: readonly Rule[]) => rules.map(({ number, title, text }) => [number, title, text])
  return JSON.stringify(words(a)) === JSON.stringify(words(b))
}

/** @throws Invalid */
function nextBook({ version, rules, lastNumber }: RuleBook, wanted: readonly WantedRule[]): NewBook {
  const faults = faultsOf(wanted, new Set(rules.map(({ number }) => number)))
  if (Object.keys(faults).length > 0) throw new Invalid(faults)
  let last = lastNumber
  const numbered = wanted.map(({ number, title, text }) => {
    if (number === null) last += 1
    return { number: number ?? last, title, text }
  })
  numbered.sort((a, b) => a.number - b.number)
  return { version: version + 1, rules: numbered, lastNumber: last, by: null }
}

type Range = readonly [least: number, most: number]
const fits = ({ length }: string, [least, most]: Range) => length >= least && length <= most
const inWords = ([least, most]: Range) => `${least} to ${most.toLocaleString('en-GB')} characters`

function faultsOf(wanted: readonly WantedRule[], known: Set<number>): Record<string, string> {
  const faults: Record<string, string> = {}
  for (const rule of wanted) {
    const name = rule.number ?? 'new'
    // Each may stand there once: a number that is used up is not known any more.
    if (rule.number !== null && !known.delete(rule.number))
      faults[`title-${name}`] = `There is no rule ${name} to change.`
    const whose = rule.number === null ? 'The new rule' : `Rule ${name}`
    if (!fits(rule.title, lengths.title))
      faults[`title-${name}`] ??= `${whose} needs a title of ${inWords(lengths.title)}.`
    if (!fits(rule.text, lengths.text))
      faults[`text-${name}`] ??= `${whose} needs a text of ${inWords(lengths.text)}.`
  }
  if (wanted.length === 0) faults[''] = 'A forum needs at least one rule.'
  if (wanted.length > MOST_RULES)
    faults['title-new'] =
      `There is room for ${MOST_RULES} rules. Please retire one, or add to one that is there.`
  return faults
}

/** A fresh database gets seven rules, once, however many processes start. */
export async function prepareRules(): Promise<void> {
  const newest = await newestRules()
  // A killed process may have written them without their line in the audit.
  if (newest) return noteRules(newest)
  await append({ version: 1, rules: [...firstRules], lastNumber: firstRules.length, by: null })
}

/** Who wrote old versions is kept no longer than other records of powers used. */
export async function forgetOldRuleWriters(): Promise<void> {
  const from = { $lt: new Date(now().getTime() - days(config.retention.audit_log.days ?? 0)) }
  await RuleBooks.updateMany({ by: { $ne: null }, from }, { $set: { by: null } })
}
