import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { config } from '../config.ts'
import { queueMail } from '../mail/outbox.ts'
import type { Shown } from './groups.ts'
import { becauses, isSocial } from './kinds.ts'
import type { Notification } from './notification-record.ts'
import { peopleIn, sentenceOf } from './sentence.ts'
import { unsubscribeLink } from './unsubscribe.ts'

const { siteName, siteUrl, retention } = config

/** More lines than this are counted, not listed. */
const MOST_LINES = 20

/** What the outbox knows the mail by. */
export function letterKey(account: Types.ObjectId, letter: string): string {
  return `told:${account}:${letter}`
}

function subjectOf(lines: readonly string[], shown: Shown | undefined): string {
  const [first = ''] = lines
  if (!shown) return lines.length === 1 ? first : `${lines.length} new notifications`
  return lines.length === 1 ? `${first}: ${shown.title}` : `${lines.length} new: ${shown.title}`
}

/** What nobody saw on the site: all that one person was told about one topic, in one mail. Nobody's words are in it. */
export async function mailTold(
  account: Account,
  letter: string,
  told: readonly Notification[],
  shown: Shown | undefined,
): Promise<void> {
  const people = await peopleIn(told)
  const lines = told.map((one) => sentenceOf(one, people))
  const listed = lines.slice(0, MOST_LINES).map((line) => `– ${line}`)
  const more = lines.length - listed.length
  const kinds = [...new Set(told.map(({ kind }) => kind))].filter(isSocial)
  const unsubscribe = unsubscribeLink(String(account._id), kinds)
  const text = [
    `Hello ${account.name},`,
    ...(shown ? [`In “${shown.title}”:`] : []),
    [...listed, ...(more > 0 ? [`– and ${more} more`] : [])].join('\n'),
    'You can read it here:',
    siteUrl + (told[0]?.href ?? '/notifications'),
    `You get this mail because ${kinds.map((kind) => becauses[kind]).join('; and because ')} on ${siteName}, and you were not there to see it. It is also among your notifications there, for ${retention.notification.words}.`,
    `No more mails like this: ${unsubscribe}`,
    siteName,
  ]
  await queueMail({
    to: account.email,
    subject: subjectOf(lines, shown),
    text: text.join('\n\n'),
    clause: 'N4',
    purpose: 'to tell you what other members wrote to you, while you were away',
    fields: ['email', 'name', 'notification'],
    about: String(account._id),
    matter: letterKey(account._id, letter),
    once: letterKey(account._id, letter),
    unsubscribe,
  })
}
