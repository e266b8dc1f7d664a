import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { hashSecret } from '../auth/secret-hash.ts'
import { now } from '../clock.ts'
import { noticeInForce } from '../consent/notice-version.ts'
import { language } from '../content/language.ts'
import { takeQuickly } from '../database/numbers.ts'
import { pseudonym } from '../disclosure/pseudonym.ts'
import { declaredIn } from './declared.ts'
import type { KindName } from './kinds.ts'
import { recipientOf } from './recipient.ts'
import { linkSecret } from './report-link.ts'
import type { Channel, Filing, Report } from './report-record.ts'
import { rulesInForce } from './rules-in-force.ts'

/** What a report says, once it is known that it can be taken. */
export interface NewReport {
  _id: Types.ObjectId
  kind: KindName
  details: string
  answers: Record<string, string>
  attachments: Types.ObjectId[]
  reporter: Account | undefined
  name: string
  email: string
  channel: Channel
  /** Its reporter is a trusted one. */
  isTrusted: boolean
  /** Known where the law asks for it; see `canReachPosters`. */
  posterContactable?: boolean | undefined
}

/** A report that was taken, and the secret of the private link to it: the only copy there is. */
export interface Taken {
  report: Report
  /** By which the person knows it. */
  ref: string
  secret: string
  /** The same person had complained about the same version before: these words were added to theirs. */
  isJoined: boolean
}

/**
 * Two reports with the same value are the same person's, about the same things as they then were, and say the same of them:
 * what is urgent does not vanish in what was not, and whoever typed a stranger's address sees nothing of what that one told.
 */
function sameness({ reporter, email, kind }: NewReport, things: readonly string[]): string | undefined {
  const who = reporter ? `account ${reporter._id}` : email && `address ${email.toLowerCase()}`
  return who ? pseudonym('report', [who, kind, ...things.toSorted()].join(' ')) : undefined
}

export interface About {
  /** Each with its version. */
  things: string[]
  evidence: Types.ObjectId[]
  /** The case that it will be in, where there is one already, and where it is only about to be opened. */
  case: string
}

/** A report with its number and its secret, not stored yet. */
export async function draftReport(given: NewReport, about: About): Promise<Taken> {
  const { details, answers, attachments, channel } = given
  const said = { ref: `R-${1000 + (await takeQuickly('report'))}`, at: now() }
  const { ref } = said
  const secret = linkSecret(said)
  const key = hashSecret(secret)
  const filing: Filing = { ...said, key, details, answers, attachments, channel, ...declaredIn(answers) }
  const { version: termsVersion } = await rulesInForce()
  return { report: { ...makeReport(given, about, filing), termsVersion }, ref, secret, isJoined: false }
}

function makeReport(given: NewReport, about: About, filing: Filing): Report {
  const same = sameness(given, about.things)
  const { _id, kind, reporter, name, isTrusted, posterContactable } = given
  const email = given.email || reporter?.email || ''
  return {
    _id,
    ref: filing.ref,
    case: about.case,
    kind,
    evidence: about.evidence,
    filings: [filing],
    account: reporter?._id ?? null,
    name,
    email,
    ...(same && { same }),
    ...(email && { recipient: recipientOf(email) }),
    ...(isTrusted && { isTrusted }),
    ...(posterContactable !== undefined && { posterContactable }),
    optOut: false,
    goodFaith: true,
    noticeVersion: noticeInForce().version,
    language,
    receivedAt: filing.at,
    acknowledgedAt: null,
    answeredAt: null,
  }
}
