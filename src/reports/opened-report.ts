import type { Account } from '../auth/account.ts'
import { hashSecret } from '../auth/secret-hash.ts'
import { type Filing, type Report, Reports } from './report.ts'

export interface Opened {
  report: Report
  /** The words that the link was given for; all of them for the reporter who is signed in. */
  filings: Filing[]
}

/** For whoever has the private link, or is signed in as the reporter; to everybody else it is not there. */
export async function openReport(
  ref: string,
  key: string | undefined,
  reader: Account | undefined,
): Promise<Opened | undefined> {
  const report = await Reports.findOne({ 'filings.ref': ref }).lean()
  if (!report) return undefined
  if (report.account && reader && report.account.equals(reader._id))
    return { report, filings: report.filings }
  const hash = key === undefined ? '' : hashSecret(key)
  const filings = report.filings.filter((filing) => filing.key === hash && filing.ref === ref)
  return filings.length > 0 ? { report, filings } : undefined
}

export function hasOptedOut({ report, filings }: Opened): boolean {
  const [{ ref, optOut } = report] = filings
  return ref === report.ref ? report.optOut : optOut === true
}
