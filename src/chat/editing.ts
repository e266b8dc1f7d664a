import type { Account } from '../auth/account.ts'
import { markersIn } from '../content/markers.ts'
import { Conflict, Forbidden, Gone } from '../errors.ts'
import { doLater } from '../live/later.ts'
import { dropIfGone, sayEdited } from './describing.ts'
import { type Message, Messages, replaceWords } from './message.ts'
import { keepOld } from './message-revision.ts'
import { whyNotEdit } from './policy.ts'
import { type Reached, reachMessage } from './reach.ts'
import { tellOfMessage } from './telling.ts'
import { writeWords } from './words.ts'

export interface Rewritten {
  body: string
  /** The revision that was open in the form; absent = the newest. */
  revision?: number | undefined
}

/**
 * Within the first minutes; the old words are kept as a revision.
 * @throws Conflict with `current` and `revision` where the same author was quicker in another window
 */
export async function editMessage(author: Account, id: string, rewritten: Rewritten): Promise<Reached> {
  const { message, room } = await reachMessage(author, id)
  const words = await writeWords(author, rewritten.body, (message.images ?? []).length === 0)
  const why = whyNotEdit(author, message, room)
  if (why) throw new Forbidden(why)
  const { revision } = rewritten
  if (revision !== undefined && revision !== message.revision) throw tooLate(message)
  if (words.source === message.source) return { message, room }
  await keepOld(message)
  const isUntold = room.kind === 'open' && namesMore(message, words)
  const edited = await replaceWords(message, words, isUntold)
  if (!edited) return editAfterAnother(author, id, rewritten)
  await sayEdited(edited)
  if (isUntold) doLater('message:told', () => tellOfMessage(id))
  return { message: edited, room }
}

function namesMore(before: Pick<Message, 'html'>, after: Pick<Message, 'html'>): boolean {
  const named = markersIn([before.html ?? '']).mentions
  return [...markersIn([after.html ?? '']).mentions].some((id) => id !== '' && !named.has(id))
}

/** Somebody edited or removed the message between our reading and our writing. */
async function editAfterAnother(author: Account, id: string, rewritten: Rewritten): Promise<Reached> {
  const current = await Messages.findById(id).lean()
  if (!current || current.source === undefined) {
    if (current) await dropIfGone(current)
    throw new Gone('This message was removed by its author.')
  }
  if (rewritten.revision !== undefined) throw tooLate(current)
  return editMessage(author, id, rewritten)
}

function tooLate(current: Message): Conflict {
  return new Conflict('This message was changed after you opened it. Both texts are below.', {
    current: current.source,
    revision: current.revision,
  })
}
