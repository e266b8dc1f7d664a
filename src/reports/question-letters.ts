import { loadAccount } from '../auth/account.ts'
import { isStaff } from '../auth/policy.ts'
import { londonDate } from '../clock.ts'
import { config } from '../config.ts'
import { type News, notify } from '../notifications/notification.ts'
import { isParty } from './case-reach.ts'
import type { Case } from './case-record.ts'
import { sendLetter, tellReporter } from './letters.ts'
import { type Question, secretOf } from './question.ts'
import { Reports } from './report.ts'

const { siteUrl } = config

export function questionAddress(ref: string, key?: string): string {
  return `/questions/${ref}${key ? `?key=${key}` : ''}`
}

/** The last day for an answer: the time ends with it. */
export function lastDayOf(due: Date): string {
  const day = Temporal.PlainDate.from(londonDate(new Date(due.getTime() - 1)))
  return day.toLocaleString('en-GB', { dateStyle: 'long' })
}

const title = 'The moderators have a question for you'
const purpose = 'to ask you something'

/** Neither the question nor anything of the complaint travels by mail. */
function paragraphsFor(question: Question): string[] {
  return [
    `We would like to ask you something. Please answer by ${question.due ? lastDayOf(question.due) : 'the day it says on the page'}; if you cannot, we go on without your answer.`,
    'This private address shows you the question, and you can answer there without signing in:',
    siteUrl + questionAddress(question.ref, secretOf(question)),
  ]
}

function tellMember(
  question: Question,
  account: string,
  kind: 'decision' | 'report',
  isMailed: boolean,
): Promise<void> {
  const paragraphs = paragraphsFor(question)
  const tell = kind === 'report' ? (news: News) => tellReporter(question.case, news) : notify
  return tell({
    account,
    kind,
    title,
    text: question.due ? `Please answer by ${lastDayOf(question.due)}.` : '',
    href: questionAddress(question.ref),
    once: `question:${question.ref}`,
    ...(isMailed && { mail: { subject: title, paragraphs, clause: 'N13' as const, purpose } }),
  })
}

/** @param about the case where it is somebody who reported: after "no basis" only the page of their report asks them */
function mailStranger(question: Question, to: string, about: string | null = null): Promise<void> {
  return sendLetter({
    to,
    account: null,
    case: about,
    subject: title,
    purpose,
    once: `question:${question.ref}`,
    paragraphs: [
      ...paragraphsFor(question),
      'If you do not know what this is about, you need not do anything.',
    ],
  })
}

/** Whoever is asked hears of it, from the moderators and never from a person. As often as wanted. */
export async function tellAsked(question: Question): Promise<void> {
  const { whom, to } = question
  if (whom === 'author') return tellMember(question, to, 'decision', true)
  if (whom === 'other') return mailStranger(question, to)
  const report = await Reports.findOne({ ref: to }, 'account email optOut').lean()
  if (report?.account) return tellMember(question, String(report.account), 'report', !report.optOut)
  // Without an address, or where no mails are wanted, the page of the report shows it.
  if (report?.email && !report.optOut) await mailStranger(question, report.email, question.case)
}

/** Whoever asked, if they may still lead the case. */
export async function tellAsker(found: Case, { ref, askedBy, state }: Question): Promise<void> {
  const asker = askedBy && (await loadAccount(String(askedBy)))
  if (!asker || !isStaff(asker) || isParty(asker, found)) return
  await notify({
    account: String(asker._id),
    kind: 'case',
    title: `Case ${found.ref}: ${state === 'answered' ? 'an answer is here' : 'no answer came in time'}`,
    text: `It is about question ${ref}.`,
    href: `/review/${found.ref}`,
    once: `answered:${ref}`,
  })
}
