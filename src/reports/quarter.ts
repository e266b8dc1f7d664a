import { model, Schema, Types } from 'mongoose'
import { londonDate, now } from '../clock.ts'
import { impersonal } from '../database/personal.ts'
import { changed } from '../live/bus.ts'
import { Cases } from './case.ts'
import { measures, outcomes } from './case-state.ts'
import { Decisions } from './decision.ts'
import { kindNames } from './kinds.ts'
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

/** A zero for each, so that a table has the same rows in every quarter. */
function zeros(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 0]))
}

async function countQuarter({ from, until }: Pick<Span, 'from' | 'until'>): Promise<Quarter['counts']> {
  const within = { $gte: from, $lt: until }
  const counts = {
    reports: zeros(kindNames),
    orders: zeros(kindNames),
    decisions: zeros(outcomes),
    measures: zeros(measures),
    appeals: zeros(['decided again', 'changed']),
    meanwhile: zeros(['hidden']),
    late: zeros(['cases']),
    rereadings: await countRereadings({ from, until }),
  }
  const add = (table: Record<string, number>, name: string, n = 1) => {
    table[name] = (table[name] ?? 0) + n
  }
  for await (const { kind } of Reports.find({ receivedAt: within }, 'kind').lean().cursor())
    add(counts.reports, kind)
  for await (const decision of Decisions.find({ at: within }).lean().cursor()) {
    if (decision.round === 1) add(counts.decisions, decision.outcome)
    for (const measure of decision.measures) add(counts.measures, measure)
    if (decision.round === 1) continue
    add(counts.appeals, 'decided again')
    const before = await Decisions.findOne(
      { case: decision.case, round: decision.round - 1 },
      'outcome',
    ).lean()
    if (before?.outcome !== decision.outcome) add(counts.appeals, 'changed')
  }
  for await (const { state } of Cases.find({ openedAt: within }, 'state').lean().cursor()) {
    if (state.interim !== 'none') add(counts.meanwhile, 'hidden')
    if (state.missed > 0) add(counts.late, 'cases')
  }
  await eachOrder({ from, until }, ({ state }) => add(counts.orders, state.kind))
  return counts
}

/** Counts the quarter that ended last, if nobody has; run by the timetable, and as often as wanted. */
export async function closeQuarter(): Promise<void> {
  const { from } = quarterAt(now())
  const span = quarterAt(new Date(from.getTime() - 1))
  if (await Quarters.exists({ name: span.name })) return
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
  await changed('quarters')
}

export function listQuarters(): Promise<Quarter[]> {
  return Quarters.find({}).sort({ name: -1 }).limit(40).lean()
}
