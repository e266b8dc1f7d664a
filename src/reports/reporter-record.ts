import type { Account } from '../auth/account.ts'
import { days, nowMs } from '../clock.ts'
import { pseudonym } from '../disclosure/pseudonym.ts'
import { Forbidden } from '../errors.ts'
import { Cases } from './case.ts'
import { type KindName, kinds } from './kinds.ts'
import { misuseRules, nextStep } from './misuse-rules.ts'
import { stepsAgainst } from './misuse-step.ts'
import { openKinds } from './misuse-words.ts'
import { Reports } from './report.ts'
import type { Report } from './report-record.ts'
import { misjudgedCases } from './rereading.ts'

/** The same person's reports have the same name; undefined where nobody can know who it was. */
export function whoReported({
  account,
  recipient,
}: Pick<Report, 'account' | 'recipient'>): string | undefined {
  if (account) return `account:${account}`
  return recipient && `address:${recipient}`
}

export const reportsOf = (who: string) => {
  const [kind, id = ''] = who.split(/:(.*)/s)
  return kind === 'account' ? { account: id } : { recipient: id, account: null }
}

/** What came of somebody's reports. A complaint that was wrong in good faith is none without basis. */
export async function recordOf(who: string) {
  const steps = await stepsAgainst([who])
  const reports = await Reports.find(reportsOf(who), 'case receivedAt').lean()
  const refs = reports.flatMap((report) => report.case ?? [])
  const cases = await Cases.find(
    { ref: { $in: refs }, 'state.outcome': { $ne: null } },
    'ref state.outcome',
  ).lean()
  const wrong = await misjudgedCases(refs)
  const since = Math.max(nowMs() - days(misuseRules.withinDays), steps.at(-1)?.at?.getTime() ?? 0)
  const isNew = (ref: string) =>
    reports.some((report) => report.case === ref && report.receivedAt.getTime() > since)
  const baseless = cases.filter(({ ref, state }) => state.outcome === 'no_basis' && !wrong.has(ref))
  const fresh = baseless.filter(({ ref }) => isNew(ref))
  const names = steps.map(({ step }) => step)
  return {
    decided: cases.length,
    right: cases.filter(({ state }) => state.outcome === 'upheld' || state.outcome === 'partly').length,
    baseless: baseless.length,
    fresh: fresh.map(({ ref }) => ({ ref })),
    steps,
    next: nextStep(names, fresh.length),
  }
}

/** Nothing is stored of what is refused here. Kinds in which too much is at stake are always taken. @throws Forbidden */
export async function refuseSuspended(
  reporter: Pick<Account, '_id'> | undefined,
  { kind, email }: { kind: KindName; email: string },
): Promise<void> {
  if (kinds[kind].isProtected) return
  // Anybody can type anybody's address: it counts only where no account stands by the report.
  const address = email && `address:${pseudonym('address', email.toLowerCase())}`
  const who = reporter ? `account:${reporter._id}` : address
  if (!who) return
  const until = (await stepsAgainst([who])).findLast(
    (step) => step.until && step.until.getTime() > nowMs(),
  )?.until
  if (!until) return
  const day = until.toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'Europe/London' })
  throw new Forbidden(
    `Until ${day} we do not take reports like this from you, because earlier ones had no basis. We still take: ${openKinds()}. What you typed is below; nothing was sent. The letter about it says how to object.`,
  )
}
