import { randomUUID } from 'node:crypto'
import type { Account } from '../auth/account.ts'
import { hashSecret } from '../auth/secret-hash.ts'
import { now } from '../clock.ts'
import { pseudonym } from '../disclosure/pseudonym.ts'
import { endDraftOf } from '../drafts/draft.ts'
import { Conflict } from '../errors.ts'
import { doLater } from '../live/later.ts'
import { cleanSubject, draft, sameForm, talkDraft } from './drafting.ts'
import { mailLink, mayHaveMail } from './letters.ts'
import { linkSecret, recipientOf } from './link.ts'
import { type SupportMessage, storeMessage } from './message.ts'
import { sayChanged, tellAll } from './publishing.ts'
import { findChat, findThread, type Opened } from './reach.ts'
import { type Channel, closeThread, createThread, forgetCookie, saveAddress, type Thread } from './thread.ts'

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

/** Stored and journalled when it returns: the conversation and its first words. */
export async function beginThread(actor: Account | undefined, given: Beginning): Promise<Begun> {
  const { channel, text, clientId } = given
  const [name, email] = actor ? ['', ''] : [given.name, given.email]
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
  if (actor) doLater('draft', () => endDraftOf(actor._id, talkDraft, text))
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
