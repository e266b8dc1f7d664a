import { model, type Types } from 'mongoose'
import { now } from '../clock.ts'
import { change, insertion, type Write } from '../database/in-order.ts'
import { together } from '../database/together.ts'
import { type About, draftReport, type NewReport, type Taken } from './new-report.ts'
import type { Opened } from './opened-report.ts'
import { type Filing, type Report, reportSchema } from './report-record.ts'

export type { Filing, Report } from './report-record.ts'

export const Reports = model<Report>('Report', reportSchema, 'reports')
const insertReport = (report: Report) => Reports.collection.insertOne(report)

/** One person's words about one thing; more would only cost those who have to read them. */
const MOST_FILINGS = 20

/** The write that stores it; done where the same person did not report the same before. */
export function reportWrite({ report }: Taken): Write {
  return insertion(Reports, report)
}

/** Stored and journalled when it returns. The same person's second report joins the first. */
export async function takeReport(given: NewReport, about: About): Promise<Taken> {
  const taken = await draftReport(given, about)
  const { report } = taken
  const { same, filings, ...alone } = report
  try {
    await insertReport(report)
    return taken
  } catch (error) {
    if ((error as { code?: number }).code !== 11000 || !same) throw error
    const first = filings[0] && (await joinFirst(same, filings[0]))
    if (first) return { ...taken, report: first, isJoined: true }
    // The first one is full: nobody is silenced by somebody who sent very much in their name.
    await insertReport({ ...alone, filings })
    return { ...taken, report: { ...alone, filings } }
  }
}

/** @returns the first one with these words in it; null where there is none, or no room in it */
function joinFirst(same: string, filing: Filing): Promise<Report | null> {
  return Reports.findOneAndUpdate(
    { same, [`filings.${MOST_FILINGS - 1}`]: { $exists: false } },
    { $push: { filings: filing } },
    { returnDocument: 'after' },
  ).lean()
}

/** Out of one case, or out of none, into another. @returns where it is now: there, unless another process was quicker */
export async function putInCase(report: Types.ObjectId, from: string | null, ref: string): Promise<string> {
  const put = await Reports.updateOne({ _id: report, case: from }, { $set: { case: ref } })
  if (put.matchedCount > 0) return ref
  return (await Reports.findById(report, 'case').lean())?.case ?? ref
}

/** Out of a case that was decided before it could join. @returns false where it was answered there already */
export async function leaveCase(report: Types.ObjectId, ref: string): Promise<boolean> {
  const left = await Reports.updateOne(
    { _id: report, case: ref, acknowledgedAt: null, answeredAt: null },
    { $set: { case: null } },
  )
  return left.matchedCount > 0
}

/** Left by a process that was killed between a report and its receipt. */
export function findUnsettled(before: Date): Promise<Report[]> {
  return Reports.find({ acknowledgedAt: null, receivedAt: { $lte: before } }).lean()
}

/** By what whoever reported could be known, and what they said. */
export type IdentityOf = Pick<Report, '_id' | 'ref' | 'account' | 'name' | 'email'> & {
  filings: Pick<Report['filings'][number], 'ref' | 'details' | 'answers'>[]
}

/** Of a case with very many the first and the last. */
const MOST_KNOWN = 500

export async function identitiesIn(ref: string): Promise<IdentityOf[]> {
  const needed = 'ref account name email filings.ref filings.details filings.answers'
  const some = (order: 1 | -1) =>
    Reports.find({ case: ref }, needed)
      .sort({ receivedAt: order, _id: order })
      .limit(MOST_KNOWN)
      .lean<IdentityOf[]>()
  const both = await Promise.all([some(1), some(-1)])
  return [...new Map(both.flat().map((report) => [String(report._id), report])).values()]
}

export function countReportsIn(ref: string): Promise<number> {
  return Reports.countDocuments({ case: ref })
}

/** All of them, one after the other. */
export function eachReportIn(ref: string): AsyncIterable<Report> {
  return Reports.find({ case: ref }).sort({ receivedAt: 1 }).lean<Report[]>().cursor()
}

/** For one whose receipt goes to nobody's mail. */
export function acknowledgement({ report: { _id } }: Taken): Write {
  return change(Reports, { _id, acknowledgedAt: null }, { $set: { acknowledgedAt: now() } })
}

export const markAcknowledged = together<Types.ObjectId, void>(async (reports) => {
  await Reports.updateMany(
    { _id: { $in: reports }, acknowledgedAt: null },
    { $set: { acknowledgedAt: now() } },
  )
  return []
})

/** The mail with the private link is on its way. */
export async function markReceiptMailed(report: Types.ObjectId): Promise<void> {
  await Reports.updateOne({ _id: report }, { $set: { receiptMailedAt: now() } })
}

/** Whatever the same person sends in from here on is a new complaint. */
export const markAnswered = together<Types.ObjectId, void>(async (reports, ref) => {
  await Reports.updateMany(
    { _id: { $in: reports }, case: ref, answeredAt: null },
    { $set: { answeredAt: now() }, $unset: { same: true } },
  )
  return []
})

/** Mails go with the first words. Whoever has the link of later ones may be a stranger who typed the address. */
export async function saveOptOut({ report, filings }: Opened, optOut: boolean): Promise<void> {
  const [{ ref } = report] = filings
  await Reports.updateOne(
    { _id: report._id, 'filings.ref': ref },
    { $set: ref === report.ref ? { optOut } : { 'filings.$.optOut': optOut } },
  )
}

/** From the close of its case on the time runs out. */
export async function endReportsOf(ref: string, deleteAt: Date): Promise<void> {
  await Reports.updateMany({ case: ref }, { $set: { deleteAt } })
}
