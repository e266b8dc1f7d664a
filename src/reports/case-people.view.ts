import { Types } from 'mongoose'
import { Accounts, loadAccount } from '../auth/account.ts'
import { days, nowMs } from '../clock.ts'
import { authorIds } from './authors.ts'
import { Cases } from './case.ts'
import type { Case } from './case-record.ts'
import type { Outcome } from './case-state.ts'
import { Reports } from './report.ts'
import type { Report } from './report-record.ts'
import { whoReported } from './reporter-record.ts'
import { misjudgedCases } from './rereading.ts'

/** Earlier means other: what is disputed in this very case speaks for nobody. */
async function countAbout(author: string, ref: string, outcomes: Outcome[]): Promise<number> {
  return Cases.countDocuments({
    ref: { $ne: ref },
    'subjects.author': new Types.ObjectId(author),
    'state.outcome': { $in: outcomes },
  })
}

/** Everybody whose things a case is about, as far as they are still here. */
export async function showAuthors(found: Pick<Case, 'ref' | 'subjects'>) {
  const people = await Promise.all(
    authorIds(found).map(async (id) => {
      const account = await loadAccount(id)
      if (!account) return []
      const { username, name, createdAt } = account
      const [upheld, dismissed] = await Promise.all([
        countAbout(id, found.ref, ['upheld', 'partly']),
        countAbout(id, found.ref, ['not_upheld', 'no_basis']),
      ])
      const count = found.subjects.filter(({ author }) => String(author) === id).length
      return [{ username, name, createdAt, count, upheld, dismissed }]
    }),
  )
  return people.flat()
}

/** Roughly, as the day itself would lead to the person. */
function ageInWords(createdAt: Date): string {
  const age = nowMs() - createdAt.getTime()
  if (age < days(30)) return 'for less than a month'
  if (age < days(365)) return 'for less than a year'
  return 'for more than a year'
}

/** What is known of whoever reported, without a name, by the reference of the report. */
export async function showReporters(ref: string, reports: readonly Report[]) {
  const accounts = reports.flatMap(({ account }) => account ?? [])
  const addresses = reports.flatMap(({ account, recipient }) => (account || !recipient ? [] : [recipient]))
  const sent = await Reports.find(
    {
      $or: [{ account: { $in: accounts } }, { account: null, recipient: { $in: addresses } }],
      case: { $ne: ref },
    },
    'case account recipient',
  ).lean()
  const refs = [...new Set(sent.flatMap((one) => one.case ?? []))]
  const decided = await Cases.find(
    { ref: { $in: refs }, 'state.outcome': { $ne: null } },
    'ref state.outcome',
  ).lean()
  const wrong = await misjudgedCases(refs)
  const since = await Accounts.find({ _id: { $in: accounts } }, 'createdAt').lean()
  const outcomes = new Map(decided.map((one) => [one.ref, one.state.outcome]))
  const standing = (report: Report) => {
    const who = whoReported(report)
    const theirs = new Set(
      sent.flatMap((one) => (who && whoReported(one) === who && one.case ? [one.case] : [])),
    )
    const those = [...theirs].map((one) => ({ one, outcome: outcomes.get(one) }))
    const account = since.find(({ _id }) => report.account?.equals(_id))
    return {
      age: account ? ageInWords(account.createdAt) : null,
      right: those.filter(({ outcome }) => outcome === 'upheld' || outcome === 'partly').length,
      baseless: those.filter(({ one, outcome }) => outcome === 'no_basis' && !wrong.has(one)).length,
    }
  }
  return new Map(reports.map((report) => [report.ref, whoReported(report) ? standing(report) : undefined]))
}
