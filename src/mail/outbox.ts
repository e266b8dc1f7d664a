import { setTimeout as wait } from 'node:timers/promises'
import { hours, minutes } from '../clock.ts'
import type { DisclosureClause } from '../disclosure/clauses.ts'
import { checkDisclosure, disclose, MayHaveLeft } from '../disclosure/disclose.ts'
import { pseudonym } from '../disclosure/pseudonym.ts'
import { log } from '../log.ts'
import { NotMailable, oneLine, readAddress } from './compose.ts'
import { Refused, Unreachable } from './faults.ts'
import type { ClaimedMail } from './mail.ts'
import * as mails from './mail.ts'
import { openTransport, type Transport } from './transport.ts'
import { isUnwanted } from './unwanted.ts'

export interface MailRequest {
  /** One plain address. */
  to: string
  subject: string
  /** Paragraphs parted by blank lines; a line that is only an address of this site becomes a button. */
  text: string
  clause: DisclosureClause
  /** What for, in words a member understands: "to confirm your address". */
  purpose: string
  /** Names of the fields that leave: `['email', 'username']`. */
  fields: string[]
  /** Account id; null for somebody without an account. */
  about: string | null
  /** While the record of a mail with this key lives (some 30 days), a second one is not sent. */
  once: string
  /** See `Mail`. */
  matter?: string | undefined
  /** Where one click, and a POST of the mail program, ends such mails (RFC 8058). */
  unsubscribe?: string | undefined
}

/**
 * Stored and journalled when it resolves; it is sent in the background, at once if possible.
 * @throws NotMailable, NotDisclosed
 */
export async function queueMail(request: MailRequest): Promise<void> {
  const { address, domain } = readAddress(request.to)
  const subject = oneLine(request.subject)
  if (subject === '' || request.text.trim() === '')
    throw new NotMailable('A mail needs a subject and a text.')
  checkDisclosure({ ...request, recipient: address, recipientKind: 'self' })
  // The key may hold an address; the log needs only to know it again.
  const once = pseudonym('mail', request.once)
  const { text, clause, purpose, fields, about, matter, unsubscribe } = request
  const isNew = await mails.storeMail({
    to: address,
    domain,
    subject,
    text,
    clause,
    purpose,
    fields,
    about,
    once,
    ...(matter && { matter }),
    ...(unsubscribe && { unsubscribe }),
  })
  if (isNew) setImmediate(wakeOutbox)
}

/** What it told is not so any more. @param once as it was queued. @returns false where it has left, or was never queued */
export async function cancelMail(once: string): Promise<boolean> {
  return (await mails.cancelMails({ once: pseudonym('mail', once) })) > 0
}

/** After a refusal; then every eight hours until the queue's longest time is over. */
const delays = [minutes(1), minutes(5), minutes(30), hours(2), hours(8)]
const LANES = 5

let isOpen = true
let isWanted = false
let running: Promise<void> | undefined

export function wakeOutbox(): void {
  runOutbox().catch((error) => log.error({ err: error }, 'the outbox stopped; it runs again within a minute'))
}

/** Sends all that is due. Any number of processes may do so at once: a mail is claimed by one. */
export async function runOutbox(): Promise<void> {
  isWanted = true
  if (isOpen) running ??= drain()
  await running
}

async function drain(): Promise<void> {
  try {
    while (isWanted && isOpen) {
      isWanted = false
      await mails.doubtAbandonedMails()
      const lanes = await Promise.allSettled(Array.from({ length: LANES }, runLane))
      for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason
    }
  } finally {
    running = undefined
  }
}

async function runLane(): Promise<void> {
  const transport = openTransport()
  try {
    let goesOn = true
    while (goesOn && isOpen) {
      const mail = await mails.claimMail()
      goesOn = mail !== undefined && (await deliver(mail, transport))
    }
  } finally {
    transport.close()
  }
}

/** @returns false when the mail server is away and trying the next mail makes no sense. */
async function deliver(mail: ClaimedMail, transport: Transport): Promise<boolean> {
  const { clause, purpose, fields, about, to } = mail
  if (await isUnwanted(mail)) {
    await mails.dropMail(mail)
    return true
  }
  const handOver = () => mails.beginHandOver(mail, transport.isRepeatable)
  try {
    await disclose(
      { clause, purpose, fields, about, recipient: to, recipientKind: 'self', channel: 'mail' },
      async () => {
        await transport.send(mail, handOver)
        await noteSent(mail)
      },
    )
    return true
  } catch (fault) {
    await noteFault(mail, fault)
    if (!(fault instanceof Unreachable)) return true
    isWanted = false
    return false
  }
}

/** The mail is out: a database that is being restarted right now must not make it doubtful. */
async function noteSent(mail: ClaimedMail): Promise<void> {
  for (const pause of [200, 1000, 5000]) {
    try {
      return await mails.markSent(mail)
    } catch (error) {
      log.warn({ err: error, mail: mail.messageId }, 'a sent mail could not be noted yet')
      await wait(pause)
    }
  }
  throw new MayHaveLeft('the mail was sent but this could not be noted')
}

async function noteFault(mail: ClaimedMail, fault: unknown): Promise<void> {
  if (fault instanceof mails.ClaimLost) return
  const facts = { mail: mail.messageId, purpose: mail.purpose, attempt: mail.attempts }
  if (fault instanceof MayHaveLeft) {
    log.warn(facts, 'a mail may have arrived or not; it is not sent again by itself')
    return mails.markDoubtful(mail)
  }
  if (fault instanceof Refused && fault.isFinal) {
    log.warn({ ...facts, answer: fault.answer }, 'a mail was refused for good')
    return mails.markFailed(mail, fault.answer)
  }
  if (fault instanceof Refused) {
    log.warn({ ...facts, answer: fault.answer }, 'a mail was refused for now')
    return mails.putOffMail(
      mail,
      delays[Math.min(mail.attempts, delays.length) - 1] ?? hours(8),
      fault.answer,
    )
  }
  log.warn({ ...facts, err: fault }, 'a mail could not be handed over')
  return mails.putOffMail(mail, mail.attempts === 1 ? minutes(1) : minutes(5), 'unreachable')
}

/** Finishes the mails in hand and takes no more. */
export async function stopOutbox(): Promise<void> {
  isOpen = false
  await running?.catch(() => undefined)
}

export function startOutbox(): void {
  isOpen = true
}
