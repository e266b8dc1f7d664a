import { londonDate, nowMs } from '../clock.ts'
import { config } from '../config.ts'
import { log } from '../log.ts'
import { NotMailable } from '../mail/compose.ts'
import { queueMail } from '../mail/outbox.ts'
import { linkSecret, talkAddress } from './link.ts'
import type { SupportMessage } from './message.ts'
import { periodOf, type Thread, Threads } from './thread.ts'

const { siteName, siteUrl } = config

/** It comes from a role, never from a person. */
export const supportName = `Support of ${siteName}`

export function keptInWords({ channel }: Pick<Thread, 'channel'>): string {
  const { words, from } = periodOf(channel)
  return `${words} after ${from}`
}

interface Letter {
  subject: string
  purpose: string
  paragraphs: string[]
  fields: string[]
  once: string
}

/** N12: nothing that somebody typed into the form stands in it, so that nobody can mail a stranger through us. */
async function sendLetter(
  to: string,
  account: string | null,
  { paragraphs, ...letter }: Letter,
): Promise<void> {
  const text = ['Hello,', ...paragraphs, supportName].join('\n\n')
  try {
    await queueMail({ ...letter, to, text, clause: 'N12', about: account })
  } catch (error) {
    if (!(error instanceof NotMailable)) throw error
    log.warn({ purpose: letter.purpose }, 'a letter of the support had no usable address')
  }
}

const link = (thread: Thread) => siteUrl + talkAddress(thread.ref, linkSecret(thread))
const byMistake =
  'If you did not write to us, somebody typed your address by mistake: you need not do anything.'

/** Whoever types a stranger's address again and again shall not bomb them with mail. */
const MOST_BEGUN_A_DAY = 5

export async function mayHaveMail({ recipient, openedAt }: Thread): Promise<boolean> {
  if (!recipient) return false
  const dayBefore = new Date(openedAt.getTime() - 86_400_000)
  const count = await Threads.countDocuments({ recipient, openedAt: { $gt: dayBefore, $lte: openedAt } })
  return count <= MOST_BEGUN_A_DAY
}

export async function mailReceipt(thread: Thread): Promise<void> {
  if (!(await mayHaveMail(thread))) return
  await sendLetter(thread.email, null, {
    subject: `We have your message ${thread.ref}`,
    purpose: 'to say that we have your message and where to follow it',
    fields: ['email', 'reference'],
    once: `support-receipt:${thread.ref}`,
    paragraphs: [
      `Thank you for writing to us. Your reference is ${thread.ref}. You can read the conversation and write on at this address, which is for you alone:`,
      link(thread),
      `We answer by mail, and there. We keep the conversation, with your name and address, for ${keptInWords(thread)}.`,
      byMistake,
    ],
  })
}

/** The reply itself and the way back. Sent once, whoever calls how often. */
export function mailReply(thread: Thread, { seq, text }: SupportMessage): Promise<void> {
  return sendLetter(thread.email, null, {
    subject: `Our answer to your message ${thread.ref}`,
    purpose: 'to answer what you asked our support',
    fields: ['email', 'reference', 'reply'],
    once: `support-reply:${thread.ref}:${seq}`,
    paragraphs: [
      `this is our answer to your message ${thread.ref}:`,
      text,
      'To read the whole conversation or to write on, open this address, which is for you alone:',
      link(thread),
      byMistake,
    ],
  })
}

const SLOT = 900_000

/** The way back, to the address of the conversation and no other; at most once in a quarter of an hour. */
export function mailLink(thread: Thread, to: string): Promise<void> {
  return sendLetter(to, thread.account && String(thread.account), {
    subject: `The link to your conversation ${thread.ref}`,
    purpose: 'to bring you back to your conversation with our support',
    fields: ['email', 'reference'],
    once: `support-link:${thread.ref}:${londonDate()}:${Math.floor(nowMs() / SLOT)}`,
    paragraphs: [
      `here is the way back to your conversation ${thread.ref}. The address is for you alone:`,
      link(thread),
      'If it was closed, just write on: that opens it again.',
      'If you did not ask for this link, you need not do anything.',
    ],
  })
}
