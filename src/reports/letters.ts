import { days } from '../clock.ts'
import { config } from '../config.ts'
import { log } from '../log.ts'
import { NotMailable } from '../mail/compose.ts'
import { queueMail } from '../mail/outbox.ts'
import { watchMails } from '../mail/unwanted.ts'
import { type News, notify } from '../notifications/notification.ts'
import { countAnsweredTo, countToAddress } from './address-letters.ts'
import { answerTime } from './answer-time.ts'
import { Cases } from './case.ts'
import type { KindName } from './kinds.ts'
import type { Report } from './report.ts'

const { siteName, siteUrl } = config

/** Whom a letter from the moderators goes to. It comes from a role, never from a person. */
export interface Letter {
  to: string
  account: string | null
  /** What it is about; null where it is about no case, or is the receipt. After "no basis" nothing about that case leaves. */
  case: string | null
  subject: string
  purpose: string
  paragraphs: string[]
  once: string
}

/**
 * Letters of a kind to an address without an account in a day: whoever types a stranger's address again and again shall not
 * bomb them with mail. Receipts and outcomes are counted apart, so that many receipts keep no outcome away. Nothing is lost:
 * the page of each report always says the same.
 */
const MOST_A_DAY = 10

export async function mayHaveReceipt(email: string): Promise<boolean> {
  return (await countToAddress(email, days(1))) <= MOST_A_DAY
}

export async function mayHearOutcome(email: string): Promise<boolean> {
  return (await countAnsweredTo(email, days(1))) < MOST_A_DAY
}

/** After "no basis" whoever complained gets no more messages about that case; its page still tells, when they look (N9). */
async function isSilent(ref: string | null): Promise<boolean> {
  return ref !== null && (await Cases.exists({ ref, 'state.outcome': 'no_basis' })) !== null
}

watchMails(isSilent)

/** In the app, and by mail, for a reporter with an account: the same gate. */
export async function tellReporter(ref: string, news: News): Promise<void> {
  if (!(await isSilent(ref)))
    await notify({ ...news, ...(news.mail && { mail: { ...news.mail, matter: ref } }) })
}

/** An address that cannot be written to was the person's own typing: the page has told them all the same. */
export async function sendLetter({ to, account, paragraphs, case: ref, ...letter }: Letter): Promise<void> {
  if (await isSilent(ref)) return
  const text = ['Hello,', ...paragraphs, `The moderators of ${siteName}`].join('\n\n')
  try {
    await queueMail({
      ...letter,
      to,
      text,
      clause: 'N13',
      fields: ['email'],
      about: account,
      matter: ref ?? undefined,
    })
  } catch (error) {
    if (!(error instanceof NotMailable)) throw error
    log.warn({ purpose: letter.purpose }, 'a letter about a complaint had no usable address')
  }
}

export function statusAddress(ref: string, secret?: string): string {
  return `/reports/${ref}${secret ? `?key=${secret}` : ''}`
}

/** What we will do with it, when, and what may come of it: on the page and in the mail alike. */
export const whatHappensNext = (kind: KindName) => [
  `A moderator reads your report and looks at what it is about. ${answerTime(kind)}`,
  'We may hide it while we look into it, remove it, limit or close an account, or find that it may stay. You learn the outcome and the reasons either way.',
  'Whoever wrote it never learns from us who reported it.',
  'If you think the outcome is wrong, you can object for six months, and somebody else decides. You can also go to a court or to a regulator at any time.',
]

export function mailReceipt(report: Report, ref: string, secret: string): Promise<void> {
  return sendLetter({
    to: report.email,
    account: report.account && String(report.account),
    case: null,
    subject: `We have your report ${ref}`,
    purpose: 'to say that we have your report and what happens next',
    once: `receipt:${ref}`,
    paragraphs: [
      `Thank you. Your report ${ref} is with us. You can see how it stands at this address, which is for you alone:`,
      siteUrl + statusAddress(ref, secret),
      ...whatHappensNext(report.kind),
      'You can switch off further mails about it on the same page.',
      'If you did not write it, somebody typed your address by mistake: you need not do anything.',
    ],
  })
}
