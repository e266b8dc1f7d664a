import { randomUUID } from 'node:crypto'
import type { Account } from '../auth/account.ts'
import { hashSecret } from '../auth/secret-hash.ts'
import { now } from '../clock.ts'
import { excerpt } from '../content/excerpt.ts'
import { maskPaymentNumbers } from '../content/payment-numbers.ts'
import { takeQuickly } from '../database/numbers.ts'
import { pseudonym } from '../disclosure/pseudonym.ts'
import { Conflict, Forbidden } from '../errors.ts'
import { changed, publish } from '../live/bus.ts'
import { mailLink, mayHaveMail } from './letters.ts'
import { linkHash, linkSecret, recipientOf } from './link.ts'
import { type SupportMessage, storeMessage } from './message.ts'
import { storeNote } from './note.ts'
import { findChat, findThread, type Opened } from './reach.ts'
import { settleSoon } from './telling.ts'
import {
  type Channel,
  claimThread,
  closeThread,
  createThread,
  forgetCookie,
  markNoted,
  type NewThread,
  noteThread,
  releaseThread,
  saveAddress,
  type Thread,
} from './thread.ts'

export interface Beginning {
  channel: Extract<Channel, 'form' | 'chat'>
  name: string
  email: string
  subject: string
  text: string
  clientId?: string | undefined
}

export interface Begun {
  thread: Thread
  /** Of the private link. */
  secret: string
  /** For the chat cookie of a visitor's live chat. */
  cookie: string | undefined
}

/** Those whose page is open see it at once. */
async function tellAll({ ref }: Thread, message: SupportMessage): Promise<void> {
  await settleSoon(message)
  publish(`talk:${ref}`, 'talk:message', { talk: ref, seq: message.seq })
}

/** Who may still be there is asked again, and the others see how it stands now. */
async function sayChanged({ ref }: Pick<Thread, 'ref'>): Promise<void> {
  await changed(`talk:${ref}`)
  publish(`talk:${ref}`, 'talk:changed', { talk: ref })
}

const SUBJECT = 120
const cleanSubject = (subject: string, text: string) =>
  excerpt(maskPaymentNumbers(subject).text, SUBJECT) || excerpt(maskPaymentNumbers(text).text, 60)

/** The same form from the same person is one conversation; whoever types only its id gets nothing of it. */
const sameForm = (clientId: string | undefined, ...given: string[]) =>
  pseudonym('support form', [clientId ?? randomUUID(), ...given].join('\0'))

async function draft(openedAt: Date): Promise<Pick<NewThread, 'ref' | 'openedAt' | 'link'>> {
  const named = { ref: `T-${1000 + (await takeQuickly('support-thread'))}`, openedAt }
  return { ...named, link: linkHash(named) }
}

/** Stored and journalled when it returns: the conversation and its first words. */
export async function beginThread(actor: Account | undefined, given: Beginning): Promise<Begun> {
  const { channel, text, clientId } = given
  const [name, email] = actor ? ['', ''] : [maskPaymentNumbers(given.name).text, given.email]
  const form = sameForm(clientId, String(actor?._id ?? ''), channel, email, text)
  // It follows from the form, so that a form sent twice gets the same cookie.
  const cookie = channel === 'chat' && !actor ? pseudonym('support chat', form) : undefined
  const thread = await createThread({
    ...(await draft(now())),
    account: actor?._id ?? null,
    name,
    email,
    channel,
    subject: cleanSubject(given.subject, text),
    clientId: form,
    ...(email && { recipient: recipientOf(email) }),
    chatHash: cookie && hashSecret(cookie),
  })
  const first = await storeMessage({ thread: thread._id, from: 'visitor', by: null, text, clientId: form })
  await tellAll(thread, first)
  return { thread, secret: linkSecret(thread), cookie }
}

/** The person who asked writes on; a closed conversation is open again with that. */
export async function writeOn(
  { thread }: Opened,
  text: string,
  clientId: string = randomUUID(),
): Promise<SupportMessage> {
  const message = await storeMessage({ thread: thread._id, from: 'visitor', by: null, text, clientId })
  await tellAll(thread, message)
  return message
}

export async function closeOwn(thread: Thread, seen: number): Promise<void> {
  await closeThread(thread, seen)
  await sayChanged(thread)
}

/** N15: the use of the chat cookie was taken back, so the cookie opens nothing any more. The conversation itself stays. */
export async function endChat(cookie: string | undefined): Promise<void> {
  const thread = await findChat(cookie)
  if (!thread) return
  await forgetCookie(thread._id)
  await sayChanged(thread)
}

/** Where to answer somebody who began without an address: the way back goes there. One that is there stays. */
export async function giveAddress(thread: Thread, email: string): Promise<void> {
  if (!(await saveAddress(thread._id, email, recipientOf(email))))
    throw new Conflict('We have an address for this conversation already.')
  const found = await findThread(thread.ref)
  if (await mayHaveMail(found)) await mailLink(found, email)
}

/** Nobody answers themselves. */
function checkIsOther(actor: Account, { account }: Thread): void {
  if (account?.equals(actor._id))
    throw new Forbidden('This is your own conversation. Somebody else of the staff answers it.')
}

/** Whoever answers has the conversation from then on. @throws Conflict where somebody else has it */
export async function answer(
  actor: Account,
  ref: string,
  text: string,
  clientId: string = randomUUID(),
): Promise<SupportMessage> {
  const thread = await findThread(ref)
  checkIsOther(actor, thread)
  await claimThread(actor, thread)
  const message = await storeMessage({ thread: thread._id, from: 'staff', by: actor._id, text, clientId })
  await tellAll(thread, message)
  return message
}

export async function takeThread(actor: Account, ref: string): Promise<void> {
  const thread = await findThread(ref)
  checkIsOther(actor, thread)
  await claimThread(actor, thread)
  await sayChanged(thread)
}

export async function releaseFor(actor: Account, ref: string): Promise<void> {
  const thread = await findThread(ref)
  await releaseThread(actor, thread)
  await sayChanged(thread)
}

export async function closeForStaff(actor: Account, ref: string, seen: number): Promise<void> {
  const thread = await findThread(ref)
  checkIsOther(actor, thread)
  await closeThread(thread, seen, actor._id)
  await sayChanged(thread)
}

export async function writeNote(actor: Account, ref: string, text: string): Promise<void> {
  const thread = await findThread(ref)
  checkIsOther(actor, thread)
  await storeNote(thread._id, actor._id, text)
  await markNoted(thread, actor._id)
}

export interface Entry {
  channel: Extract<Channel, 'mail' | 'phone'>
  name: string
  email: string
  subject: string
  text: string
  reply: string
  at: Date
  clientId?: string | undefined
}

/** N12: a call or a mail, written down by whoever took it, with the answer where one was given. */
export async function enterThread(actor: Account, given: Entry): Promise<Thread> {
  const { channel, email, text, reply, at, clientId } = given
  const form = sameForm(clientId, String(actor._id), channel, email, text)
  const thread = await createThread({
    ...(await draft(at)),
    account: null,
    name: maskPaymentNumbers(given.name).text,
    email,
    channel,
    subject: cleanSubject(given.subject, text),
    clientId: form,
    enteredBy: actor._id,
  })
  const entered = { thread: thread._id, at, clientId: form, isEntered: true }
  await settleSoon(await storeMessage({ ...entered, from: 'visitor', by: null, text }))
  if (reply) await settleSoon(await storeMessage({ ...entered, from: 'staff', by: actor._id, text: reply }))
  await noteThread(thread.ref)
  return thread
}
