import { randomUUID } from 'node:crypto'
import type { Account } from '../auth/account.ts'
import { Forbidden } from '../errors.ts'
import { cleanSubject, draft, sameForm } from './drafting.ts'
import { type SupportMessage, storeMessage } from './message.ts'
import { removeNotes, storeNote } from './note.ts'
import { sayChanged, tellAll } from './publishing.ts'
import { findThread } from './reach.ts'
import { settleSoon } from './telling.ts'
import {
  type Channel,
  claimThread,
  closeThread,
  createThread,
  markNoted,
  noteThread,
  releaseThread,
  type Thread,
} from './thread.ts'

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
  if (!(await markNoted(thread, actor._id))) await removeNotes(thread._id)
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
    name: given.name,
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
