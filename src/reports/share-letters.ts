import { Accounts } from '../auth/account.ts'
import { notify } from '../notifications/notification.ts'
import { isParty } from './case-reach.ts'
import type { Case } from './case-record.ts'
import { sendLetter, statusAddress, tellReporter } from './letters.ts'
import { reportsIn } from './reports-in-case.ts'
import type { Share } from './share.ts'
import { shareable } from './shared-fields.ts'

/** Everybody who could be the second person. */
export async function tellSecondPeople(found: Case, { ref, approver1 }: Share): Promise<void> {
  for (const person of await Accounts.find(
    { role: { $in: ['moderator', 'admin'] }, state: 'active' },
    '_id',
  ).lean()) {
    if (isParty(person, found) || approver1?.equals(person._id)) continue
    await notify({
      account: String(person._id),
      kind: 'case',
      title: `Case ${found.ref}: may this be shared?`,
      text: 'A second person has to agree before something of a complaint is shown to somebody.',
      href: `/review/${found.ref}`,
      once: `share:${ref}`,
    })
  }
}

/** What was shown of their complaint, in the words of the form: "What was said about it". */
export async function sharedLabels(
  { fields }: Pick<Share, 'fields'>,
  caseRef: string,
  filings: readonly string[],
) {
  const all = await shareable(await reportsIn(caseRef))
  const isTheirs = (value: string) => filings.some((ref) => value.startsWith(`${ref}:`))
  return all.flatMap(({ value, label }) => (fields.includes(value) && isTheirs(value) ? [label] : []))
}

export const recipientWords = {
  author: 'whoever wrote it',
  reporter: 'somebody else who reported it',
  other: 'somebody who may know more',
} as const

/** Whoever complained learns that something of it was shown to another person (N13). As often as wanted. */
export async function tellComplainants(share: Share): Promise<void> {
  const once = `shared:${share.ref}`
  const subject = 'We showed somebody a part of your report'
  const purpose = 'to tell you what we shared of your report'
  for (const report of await reportsIn(share.case)) {
    const refs = report.filings.map(({ ref }) => ref)
    const labels = await sharedLabels(share, share.case, refs)
    if (labels.length === 0) continue
    const paragraphs = [
      `To look into your report ${report.ref} we had to ask ${recipientWords[share.recipient]}, and showed them this of it: ${labels.join('; ')}.`,
      'Two moderators agreed that it was needed. Nothing else of your report was shown.',
    ]
    if (report.account)
      await tellReporter(share.case, {
        account: String(report.account),
        kind: 'report',
        title: subject,
        text: labels.join('; '),
        href: statusAddress(report.ref),
        once,
        ...(!report.optOut && { mail: { subject, paragraphs, clause: 'N13' as const, purpose } }),
      })
    else if (report.email && !report.optOut)
      await sendLetter({
        ...{ to: report.email, account: null, case: share.case, subject, purpose, paragraphs },
        once: `${once}:${report.ref}`,
      })
  }
}
