import { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { pseudonym } from '../disclosure/pseudonym.ts'
import { endDraftOf } from '../drafts/draft.ts'
import { Expected, Forbidden, Gone, Invalid, NotFound } from '../errors.ts'
import { changed, publish } from '../live/bus.ts'
import { doLater } from '../live/later.ts'
import { endHanging } from '../media/image.ts'
import { beforeWriting } from './direct-news.ts'
import { waitingFor } from './direct-policy.ts'
import { justSaid } from './just-said.ts'
import { findSent, insertMessage, type Message, Messages, type NewMessage } from './message.ts'
import { draftKey, roomTag } from './paths.ts'
import { makePictures, type NewPictures, removePicturesOf } from './pictures.ts'
import { canSeeRoom, whyNotSay } from './policy.ts'
import type { Room } from './room.ts'
import { relearnSeq, takeSeq } from './seqs.ts'
import { concernsSomebody, tellOfMessage } from './telling.ts'
import { writeWords } from './words.ts'

export interface Said {
  body: string
  /** What the sender's browser calls the message: sent again under the same name it is stored once. */
  clientId?: string | undefined
  /** Place of the message that it answers. */
  replyTo?: number | undefined
  pictures?: NewPictures | undefined
}

/** What is being stored at this moment, by what it is known by: who sends it twice waits for the same one. */
const underWay = new Map<string, Promise<Message>>()

type Once = Said & { once: string }

/**
 * Whoever goes back in their browser says something else under an old name; only the same words are the same message. Of
 * pictures their names have to do.
 */
function nameOf(author: Account, room: Room, { clientId, body, pictures }: Said): string {
  const files = pictures?.files.map(({ name }) => name) ?? []
  return pseudonym('message', JSON.stringify([author._id, room._id, clientId, body, files]))
}

/**
 * Stored and journalled when this returns, and on every page that is read from then on.
 * @throws NotFound, Invalid, Forbidden, Gone where it was stored and its author deleted it since
 */
export async function addMessage(author: Account, room: Room, said: Said): Promise<Message> {
  if (said.clientId === undefined) return say(author, room, said)
  const once = nameOf(author, room, said)
  const begun = underWay.get(once)
  if (begun) return begun
  const saying = sayOnce(author, room, { ...said, once })
  underWay.set(once, saying)
  try {
    return await saying
  } finally {
    underWay.delete(once)
  }
}

async function stored(once: string): Promise<Message | undefined> {
  const sent = await findSent(once)
  if (sent && sent.source === undefined) throw new Gone('You have deleted this message since.')
  return sent ?? undefined
}

async function sayOnce(author: Account, room: Room, said: Once): Promise<Message> {
  // Pictures are much work, so for them it is looked up first; words alone the index tells apart.
  if (said.pictures) return (await stored(said.once)) ?? say(author, room, said)
  try {
    return await say(author, room, said)
  } catch (error) {
    // Sent and stored while that was still allowed, and the answer was lost.
    const sent = error instanceof Expected ? await stored(said.once) : undefined
    if (sent) return sent
    throw error
  }
}

async function say(author: Account, room: Room, said: Said & { once?: string }): Promise<Message> {
  if (!canSeeRoom(author, room)) throw new NotFound()
  const { files = [], leftOut = 0 } = said.pictures ?? {}
  const words = await writeWords(author, said.body, files.length + leftOut === 0)
  const replyTo = said.replyTo ?? null
  if (replyTo !== null && !(await stands(room._id, replyTo))) throw nothingToAnswer()
  const why = whyNotSay(author, room)
  if (why) throw new Forbidden(why)
  const _id = new Types.ObjectId()
  const images = said.pictures ? await makePictures(author._id, _id, said.pictures) : []
  await beforeWriting(author, room)
  const write = room.talk?.isBeginning ? insertFirst : insertOnce
  const message = await write({
    ...words,
    _id,
    room: room._id,
    author: author._id,
    replyTo,
    ...(images.length > 0 && { images }),
    ...(said.once !== undefined && { clientId: said.clientId, once: said.once }),
    ...(concernsSomebody(room, { ...words, replyTo }) && { untold: true as const }),
  })
  await endHanging(message._id === _id ? images : [])
  await changed(roomTag(room))
  followUp(room, message)
  doLater('draft', () => endDraftOf(author._id, draftKey(room), message.source ?? ''))
  if (message.untold) doLater('message:told', () => tellOfMessage(String(message._id)))
  return message
}

async function stands(room: Types.ObjectId, seq: number): Promise<boolean> {
  return (await Messages.exists({ room, seq, removedAt: null })) !== null
}

const nothingToAnswer = () =>
  new Invalid({
    replyTo: 'The message you answer is not there any more. Your words are kept: send them again without it.',
  })

/** How often somebody else may take the place first before we call it a fault. */
const MOST_TRIES = 50

/** @returns what is stored already, where another process was quicker */
async function insertOnce(fields: Omit<NewMessage, 'seq'>): Promise<Message> {
  for (let tries = 1; ; tries++) {
    try {
      return await insertMessage({ ...fields, seq: await takeSeq(fields.room) })
    } catch (error) {
      const { code, keyPattern } = error as { code?: number; keyPattern?: Record<string, unknown> }
      if (code !== 11000 || tries === MOST_TRIES) {
        await removePicturesOf(fields._id)
        throw error
      }
      if (keyPattern?.once !== undefined) return takeStored(fields)
      await relearnSeq(fields.room)
    }
  }
}

/** Who asks says one thing, and then waits: its place is the first, and nobody gets it twice. */
async function insertFirst(fields: Omit<NewMessage, 'seq'>): Promise<Message> {
  try {
    return await insertMessage({ ...fields, seq: 1 })
  } catch (error) {
    const { code, keyPattern } = error as { code?: number; keyPattern?: Record<string, unknown> }
    if (code === 11000 && keyPattern?.once !== undefined) return takeStored(fields)
    await removePicturesOf(fields._id)
    throw code === 11000 ? new Forbidden(waitingFor('the other one')) : error
  }
}

async function takeStored({ _id, once = '' }: Omit<NewMessage, 'seq'>): Promise<Message> {
  await removePicturesOf(_id)
  const sent = await stored(once)
  if (!sent) throw new NotFound()
  return sent
}

/** After the answer. */
function followUp(room: Room, message: Message): void {
  const { _id, seq } = message
  justSaid.keep(message)
  doLater('message:new', () =>
    publish(`chat:${room.slug}`, 'message:new', { room: room.slug, message: String(_id), seq }),
  )
}
