import type { Types } from 'mongoose'
import { whyNotChange } from '../auth/hiding.ts'
import { hours, nowMs } from '../clock.ts'
import { Forbidden, Invalid } from '../errors.ts'
import { acceptFile, type Incoming } from '../media/accept.ts'
import { endHanging, findHanging, type Place } from '../media/image.ts'
import { onDescribe, onReach, onTakeBack } from '../media/places.ts'
import { removeImages, removeImagesAt } from '../media/removal.ts'
import { sayAudience } from './audience.ts'
import { countDescribed } from './describing.ts'
import { isShut } from './direct-policy.ts'
import { Messages } from './message.ts'
import { messagePath } from './paths.ts'
import { reachMessage, reachOwn } from './reach.ts'
import type { Room } from './room.ts'
import { findRoom } from './room-list.ts'

export const MOST_PICTURES = 4

/** Files that came with a message, and what each of them shows. */
export interface NewPictures {
  files: readonly Incoming[]
  alts: readonly string[]
  /** Files that were left out because no more fit. */
  leftOut: number
}

export const placeOf = (message: Types.ObjectId): Place => ({ kind: 'message', id: String(message) })

function whyClosed(room: Room): string | undefined {
  if (room.archivedAt) return 'This room is archived: nothing new is added to its pictures.'
  return isShut(room) ? 'Nothing new is added to this picture at present.' : undefined
}

/** Whoever may read the message may see its pictures. */
onReach('message', async (actor, image) => {
  const { message, room } = await reachMessage(actor, image.place.id)
  return {
    isPublic: room.audience === 'public' && room.kind === 'open' && !message.removedAt,
    audienceWords: sayAudience(room),
    href: messagePath(room, message.seq),
    title: room.title,
    whyClosed: whyClosed(room),
    tags: ['rooms', `message:${message._id}`],
  }
})

onTakeBack('message', (owner, image) => reachOwn(owner, image.place.id))

onDescribe('message', async ({ place }, save) => {
  const message = await Messages.findById(place.id, 'hiddenBy room').lean()
  if (message?.hiddenBy) throw new Forbidden(whyNotChange)
  const room = message && (await findRoom(message.room))
  if (room && isShut(room)) throw new Forbidden('Nothing can be changed here at present.')
  await save()
  await countDescribed(place.id)
})

/**
 * Makes the pictures of a message that is about to be written: all of them, or none.
 * @throws Invalid with the reasons
 */
export async function makePictures(
  owner: Types.ObjectId,
  message: Types.ObjectId,
  { files, alts, leftOut }: NewPictures,
): Promise<Types.ObjectId[]> {
  if (leftOut > 0 || files.length > MOST_PICTURES)
    throw new Invalid({ images: `A message takes ${MOST_PICTURES} pictures. Please choose fewer.` })
  const made: Types.ObjectId[] = []
  const faults: string[] = []
  for (const [at, file] of files.entries()) {
    const hung = { owner, place: placeOf(message), alt: alts[at] ?? '', hangingFrom: 'message' }
    const accepted = await acceptFile(file, hung)
    if ('image' in accepted) made.push(accepted.image._id)
    else faults.push(accepted.why)
  }
  if (faults.length === 0) return made
  await removeImages(made)
  throw new Invalid({ images: `${faults.join(' ')} Please choose the pictures again.` })
}

/** With the message: every size of every picture (N8). */
export function removePicturesOf(message: Types.ObjectId): Promise<void> {
  return removeImagesAt(placeOf(message))
}

/** Pictures whose message a killed process did not write any more. What is younger may be on its way. */
export async function removeUnsentPictures(before = new Date(nowMs() - hours(1))): Promise<void> {
  for (const { _id, place, createdAt } of await findHanging('message')) {
    if (createdAt >= before) continue
    if (await Messages.exists({ _id: place.id, images: _id })) await endHanging([_id])
    else await removeImages([_id])
  }
}
