import { model, type Types } from 'mongoose'
import type { Hiding } from '../auth/hiding.ts'
import { now } from '../clock.ts'
import { type Message, messageSchema } from './message-record.ts'

export type { Message } from './message-record.ts'

export const Messages = model<Message>('Message', messageSchema, 'messages')

/** What a text becomes when it is written. */
export type Words = Required<Pick<Message, 'source' | 'html' | 'text' | 'rendererVersion'>>

export type NewMessage = Words &
  Pick<Message, '_id' | 'room' | 'seq' | 'author' | 'replyTo' | 'clientId' | 'once' | 'images' | 'untold'>

/** Stored and journalled when it returns. @throws the driver's duplicate key (11000) where the place, or what it is known by, is taken */
export async function insertMessage(fields: NewMessage): Promise<Message> {
  const at = now()
  const message: Message = {
    ...fields,
    revision: 1,
    createdAt: at,
    editedAt: null,
    changedAt: at,
    removedAt: null,
    removedBy: null,
    hiddenBy: null,
  }
  // Past Mongoose: each field is ours already, and this is the write that people wait for most often.
  await Messages.collection.insertOne(message)
  return message
}

export async function newestIn(room: Types.ObjectId): Promise<Pick<Message, 'seq' | 'createdAt'> | null> {
  return Messages.findOne({ room }, 'seq createdAt').sort({ seq: -1 }).lean()
}

/** What was sent already; what became of it meanwhile does not matter. */
export async function findSent(once: string): Promise<Message | null> {
  return Messages.findOne({ once }).lean()
}

/**
 * @param isUntold somebody has still to be told of them
 * @returns the message as it is now, or null where the words are not the author's any more or not the revision seen
 */
export async function replaceWords(
  { _id, author, revision }: Pick<Message, '_id' | 'author' | 'revision'>,
  words: Words,
  isUntold: boolean,
): Promise<Message | null> {
  const at = now()
  const fresh = { ...words, ...(isUntold && { untold: true as const }) }
  return Messages.findOneAndUpdate(
    { _id, author, revision, removedAt: null },
    { $set: { ...fresh, revision: revision + 1, editedAt: at, changedAt: at } },
    { returnDocument: 'after' },
  ).lean()
}

/** Another version of the same words: something that belongs to them changed. @returns null where they are gone, or newer already */
export async function countVersion({
  _id,
  revision,
}: Pick<Message, '_id' | 'revision'>): Promise<Message | null> {
  const at = now()
  return Messages.findOneAndUpdate(
    { _id, revision, source: { $type: 'string' } },
    { $set: { revision: revision + 1, editedAt: at, changedAt: at } },
    { returnDocument: 'after' },
  ).lean()
}

/** For whoever was away: something beside its words is different. */
export async function touchMessage(_id: Types.ObjectId): Promise<void> {
  await Messages.updateOne({ _id }, { $max: { changedAt: now() } })
}

const words = { source: 1, html: 1, text: 1, images: 1, clientId: 1 } as const
const gone = { author: null, replyTo: null, editedAt: null, clearing: true }
const shown = { hiddenBy: null, hiddenFrom: null }

/**
 * The words go now; `clearing` says that what hung on them has still to follow.
 * @returns the message as it stood, or null where it was removed already
 */
export async function clearMessage(_id: Types.ObjectId, author: Types.ObjectId): Promise<Message | null> {
  const at = now()
  return Messages.findOneAndUpdate(
    { _id, author, removedBy: { $ne: 'author' } },
    { $set: { ...gone, ...shown, removedAt: at, changedAt: at, removedBy: 'author' }, $unset: words },
    { returnDocument: 'before' },
  ).lean()
}

/** Of the words that were told; those of an edit that came meanwhile are told next. */
export async function endTelling({ _id, revision }: Pick<Message, '_id' | 'revision'>): Promise<void> {
  await Messages.updateOne({ _id, revision }, { $unset: { untold: 1 } })
}

export async function endClearing(_id: Types.ObjectId): Promise<void> {
  await Messages.updateOne({ _id }, { $unset: { clearing: 1 } })
}

/** Effect of a recorded decision (N9), and as often as wanted: nothing but a decision may call it. */
export async function hideMessage(_id: Types.ObjectId, { by, from, over }: Hiding): Promise<void> {
  const at = now()
  const hiding = { hiddenBy: by, hiddenFrom: from, changedAt: at }
  if (over !== undefined) {
    const taken = await Messages.updateOne({ _id, hiddenBy: over }, { $set: hiding })
    if (taken.matchedCount > 0) return
  }
  await Messages.updateOne(
    { _id, removedAt: null },
    { $set: { ...hiding, removedAt: at, removedBy: 'decision' } },
  )
}

/** Takes back what that decision did, and no other one. */
export async function showMessage(_id: Types.ObjectId, by: string): Promise<void> {
  await Messages.updateOne(
    { _id, hiddenBy: by },
    { $set: { ...shown, removedAt: null, removedBy: null, changedAt: now() } },
  )
}

/** What nobody can object to any more: the words go for good, and what hung on them has still to follow. */
export async function destroyMessage(_id: Types.ObjectId, by: string): Promise<void> {
  await Messages.updateOne(
    { _id, hiddenBy: by, source: { $type: 'string' } },
    { $set: { ...gone, changedAt: now() }, $unset: words },
  )
}

/** What is left of a conversation that nobody is part of any more; its words went with those who said them. */
export async function dropMessagesIn(room: Types.ObjectId): Promise<void> {
  await Messages.deleteMany({ room, removedAt: { $ne: null } })
}
