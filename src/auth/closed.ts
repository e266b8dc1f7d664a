import { days, nowMs } from '../clock.ts'
import { config } from '../config.ts'
import type { Account } from './account-record.ts'
import { issueDecisionLink } from './decision-key.ts'
import { isConfirmed } from './policy.ts'
import { restrictionOf } from './restriction.ts'

/**
 * What somebody learns who gives the right password of a closed account: why they cannot sign in, and the way to the reasons
 * and the objection. The password has shown who they are, so the link is given at once; it lives as long as a mailed one.
 */
export async function explainClosing(account: Account) {
  const restriction = restrictionOf(account)
  if (restriction?.kind !== 'close') return undefined
  const expiresAt = new Date(nowMs() + days(config.retention.mail_token.days ?? 0))
  return {
    title: 'This account is closed',
    status: 403,
    detail: `The account ${account.username} was closed by decision ${restriction.by}, so nobody can sign in to it.`,
    username: account.username,
    decision: restriction.by,
    closedAt: restriction.since,
    isMailed: isConfirmed(account),
    href: await issueDecisionLink(String(account._id), restriction.by, expiresAt),
    linkLasts: config.retention.mail_token.words,
  }
}
