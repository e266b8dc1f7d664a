import { model, Schema, Types } from 'mongoose'
import { londonDate, now } from '../clock.ts'
import { impersonal } from '../database/personal.ts'
import { changed } from '../live/bus.ts'
import { Cases } from './case.ts'
import { measures, outcomes } from './case-state.ts'
import { Decisions } from './decision.ts'
import { kindNames } from './kinds.ts'
import { LogLines } from './log-line.ts'
import { counted } from './misses.ts'
import { eachOrder } from './order.ts'
import { Reports } from './report.ts'
import { countRereadings } from './rereading.ts'

/** The numbers of three months that are over, counted once and never again: cases go, and these stay. */
export interface Quarter {
  _id: Types.ObjectId
  /** "2026-Q4" */
  name: string
  counts: Record<string, Record<string, number>>
  countedAt: Date
}

const open = impersonal(
  'shows everybody how complaints were dealt with, in numbers that point at nobody',
  'public_log',
  'N13',
)

const quarterSchema = new Schema<Quarter>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: open },
    name: { type: String, required: true, immutable: true, personal: open },
    counts: { type: Schema.Types.Mixed, required: true, immutable: true, personal: open },
    countedAt: { type: Date, required: true, immutable: true, personal: open },
  },
  { versionKey: false, minimize: false },
)
quarterSchema.index({ name: 1 }, { unique: true })

export const Quarters = model<Quarter>('Quarter', quarterSchema, 'quarters')

export interface Span {
  name: string
  from: Date
  until: Date
}

const startOf = (day: Temporal.PlainDate) => new Date(day.toZonedDateTime('Europe/London').epochMilliseconds)

/** The quarter that a moment is in, by the London calendar. */
export function quarterAt(at: Date): Span {
  const { year, month } = Temporal.PlainDate.from(londonDate(at))
  const number = Math.ceil(month / 3)
  const first = Temporal.PlainDate.from({ year, month: 3 * number - 2, day: 1 })
  return { name: `${year}-Q${number}`, from: startOf(first), until: startOf(first.add({ months: 3 })) }
}

/** By its name, "2026-Q4". */
function quarterNamed(name: string): Span {
  const [year, number] = name.split('-Q').map(Number) as [number, number]
  return quarterAt(startOf(Temporal.PlainDate.from({ year, month: 3 * number - 2, day: 1 })))
}

type Counts = Quarter['counts']
type Period = Pick<Span, 'from' | 'until'>

function adder(counts: Counts) {
  return (table: string, name: string) => {
    counts[table] = { ...counts[table], [name]: (counts[table]?.[name] ?? 0) + 1 }
  }
}

/** A zero for each, so that a table has the same rows in every quarter. */
function zeros(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 0]))
}

/** What the public log says of it, so that whoever adds up its lines comes to the same numbers. */
async function countLines({ from, until }: Period, counts: Counts): Promise<void> {
  const add = adder(counts)
  const days = { $gte: londonDate(from), $lt: londonDate(until) }
  for await (const line of LogLines.find({ at: days }).lean().cursor()) {
    if (line.event === 'decided' && line.outcome) add('decisions', line.outcome)
    if (line.event === 'decided' || line.event === 'appeal-decided')
      for (const measure of line.measures) add('measures', measure)
    if (line.event === 'interim') add('meanwhile', line.automated ? 'hidden by rule' : 'hidden')
    if (line.event === 'lapsed' || line.event === 'restored') add('shown', line.event)
    if (line.event === 'appeal-decided')
      add('appeals', (await isChanged(line.decision)) ? 'changed' : 'unchanged')
  }
}

async function isChanged(ref: string): Promise<boolean> {
  const decision = await Decisions.findOne({ ref }, 'case round outcome').lean()
  if (!decision) return false
  const { case: place, round, outcome } = decision
  const before = await Decisions.findOne({ case: place, round: round - 1 }, 'outcome').lean()
  return before?.outcome !== outcome
}

export async function countQuarter({ from, until }: Period): Promise<Counts> {
  const within = { $gte: from, $lt: until }
  const counts = {
    reports: zeros(kindNames),
    trusted: zeros(['trusted']),
    orders: zeros(kindNames),
    decisions: zeros(outcomes),
    measures: zeros(measures),
    appeals: zeros(['unchanged', 'changed']),
    meanwhile: zeros(['hidden', 'hidden by rule']),
    shown: zeros(['restored', 'lapsed']),
    late: zeros(counted),
    rereadings: await countRereadings({ from, until }),
  }
  const add = adder(counts)
  const received = Reports.find({ receivedAt: within }, 'kind isTrusted')
  for await (const { kind, isTrusted } of received.lean().cursor()) {
    add('reports', kind)
    if (isTrusted) add('trusted', 'trusted')
  }
  await countLines({ from, until }, counts)
  // By when it was noticed: what is noticed after a quarter was counted belongs to the next, and none is lost.
  for await (const { misses = [] } of Cases.find({ 'misses.at': within }, 'misses').lean().cursor())
    for (const { clock, at } of misses) if (at >= from && at < until) add('late', clock)
  await eachOrder({ from, until }, ({ state }) => add('orders', state.kind))
  return counts
}

/** Where counting begins: after the last that was counted, or with the first case there ever was. */
async function firstToCount(): Promise<Date | undefined> {
  const last = await Quarters.findOne().sort({ name: -1 }).lean()
  if (last) return quarterNamed(last.name).until
  return (await Cases.findOne().sort({ openedAt: 1 }).select('openedAt').lean())?.openedAt
}

async function countOne(span: Span): Promise<void> {
  const quarter = {
    _id: new Types.ObjectId(),
    name: span.name,
    counts: await countQuarter(span),
    countedAt: now(),
  }
  await Quarters.collection.insertOne(quarter).catch((error: { code?: number }) => {
    // Another process was quicker, and counted the same.
    if (error.code !== 11000) throw error
  })
}

/** Counts the quarters that are over and that nobody has counted; run by the timetable, and as often as wanted. */
export async function closeQuarter(): Promise<void> {
  const begin = await firstToCount()
  if (!begin) return
  for (let span = quarterAt(begin); span.until <= now(); span = quarterAt(span.until)) await countOne(span)
  await changed('quarters')
}

export function listQuarters(): Promise<Quarter[]> {
  return Quarters.find({}).sort({ name: -1 }).limit(40).lean()
}
