import type { Account } from '../auth/account.ts'
import { config } from '../config.ts'
import type { DisclosureClause } from '../disclosure/clauses.ts'
import { queueMail } from '../mail/outbox.ts'
import { becauses, isSocial, type NotificationKind } from './kinds.ts'
import type { Notification } from './notification-record.ts'

export interface NotificationMail {
  subject: string
  /** What stands between the greeting and the link. Plain words. */
  paragraphs: readonly string[]
  /** The clauses under which something goes to the person themselves. */
  clause: Extract<DisclosureClause, 'N4' | 'N12' | 'N13'>
  /** What for, in words a member understands: "to tell you what was decided about your post". */
  purpose: string
  /** See `MailRequest`. */
  matter?: string
}

const { siteName, siteUrl, retention } = config

/** Nobody who judged, or who speaks for the forum, is named: a role signs. */
function signature(kind: NotificationKind): string {
  if (kind === 'support' || kind === 'request') return `Support of ${siteName}`
  return kind === 'case' || isSocial(kind) ? siteName : `The moderators of ${siteName}`
}

/** Queued once for each notification, whoever calls how often. */
export function mailNotification(
  account: Account,
  told: Pick<Notification, 'kind' | 'href' | 'once'>,
  mail: NotificationMail,
): Promise<void> {
  const text = [
    `Hello ${account.name},`,
    ...mail.paragraphs,
    'You can read it here:',
    siteUrl + told.href,
    `You get this mail because ${becauses[told.kind]} on ${siteName}. It is also among your notifications there, for ${retention.notification.words}.`,
    signature(told.kind),
  ]
  return queueMail({
    to: account.email,
    subject: mail.subject,
    text: text.join('\n\n'),
    clause: mail.clause,
    purpose: mail.purpose,
    fields: ['email', 'name', 'notification'],
    about: String(account._id),
    matter: mail.matter,
    once: `notification:${account._id}:${told.once}`,
  })
}
