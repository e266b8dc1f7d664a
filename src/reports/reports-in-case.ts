import { type Report, Reports } from './report.ts'

/** On one page of a case: enough to see a pattern, and few enough to read. */
const PAGE = 50
/** Characters of their words; a page of long reports has fewer of them. */
const MOST_WORDS = 30_000

/** In the order in which they came; the last key tells apart those of the same moment. */
const inOrder = { receivedAt: 1, _id: 1 } as const

/** So many can be chosen from where somebody is asked; who leads a case reads all of them, page by page. */
const MOST = 500

export function reportsIn(ref: string): Promise<Report[]> {
  return Reports.find({ case: ref }).sort(inOrder).limit(MOST).lean()
}

const lengthOf = ({ filings }: Report) => filings.reduce((sum, { details }) => sum + details.length, 0)

function asManyAsFit(reports: readonly Report[]): Report[] {
  let words = 0
  return reports.filter((report, at) => {
    words += lengthOf(report)
    return at === 0 || words <= MOST_WORDS
  })
}

/** @param after reference of the last report on the page before; the first page where it is none of this case */
export async function pageOfReports(ref: string, after?: string) {
  const last = after ? await Reports.findOne({ case: ref, 'filings.ref': after }).lean() : null
  const inCase = { case: ref }
  const isLater = last && {
    $or: [{ receivedAt: { $gt: last.receivedAt } }, { receivedAt: last.receivedAt, _id: { $gt: last._id } }],
  }
  const later = { ...inCase, ...isLater }
  const [found, left, all] = await Promise.all([
    Reports.find(later).sort(inOrder).limit(PAGE).lean<Report[]>(),
    Reports.countDocuments(later),
    Reports.countDocuments(inCase),
  ])
  const shown = asManyAsFit(found)
  const reportsAfter = left - shown.length
  const nextReports = reportsAfter > 0 ? `/review/${ref}?after=${shown.at(-1)?.ref}#reports` : null
  return { shown, more: { reportsBefore: all - left, reportsAfter, nextReports } }
}
