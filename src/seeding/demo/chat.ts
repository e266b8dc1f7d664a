import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Account } from '../../auth/account.ts'
import { react } from '../../chat/reacting.ts'
import { prepareRooms } from '../../chat/room.ts'
import { findRoomFor } from '../../chat/room-list.ts'
import { addMessage } from '../../chat/saying.ts'
import { minutes, moveClock, nowMs } from '../../clock.ts'
import type { PictureFiles } from './picture-files.ts'

interface Line {
  by: string
  replyTo?: number
  words: string
  picture?: string
}

const form = /^(\w+)(?: >(\d+))?: (.+?)(?: \{([\w-]+)\})?$/

/**
 * "maureen >3: Words. {harbour-dusk}" is what Maureen says to the third line, with a picture.
 * @throws where a line is not well written
 */
export function readTalk(): Line[] {
  const text = readFileSync(join(import.meta.dirname, 'chat.txt'), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, by = '', replyTo, words = '', picture] = form.exec(line) ?? []
      if (words === '') throw new Error(`This is no line of a talk: ${line}`)
      return { by, words, ...(replyTo && { replyTo: Number(replyTo) }), ...(picture && { picture }) }
    })
}

/** Minutes before now at which the talk ends, and between two of its lines, in turn. */
const ENDED = 14
const PAUSES = [1, 3, 1, 6, 2, 1, 9, 4]

const listeners = [
  ['priya', 'thanks'],
  ['gwilym', 'agree'],
] as const

/** Now and then somebody reacts. */
async function listenInTown(members: ReadonlyMap<string, Account>, by: string, at: number, message: string) {
  for (const [n, [name, kind]] of listeners.entries()) {
    const listener = members.get(name)
    if (listener && by !== name && (at + n) % 4 === 3) await react(listener, message, kind)
  }
}

async function withPicture(name: string | undefined, files: PictureFiles) {
  if (name === undefined) return {}
  const { alt, ...file } = await files.file(name)
  return { pictures: { files: [file], alts: [alt], leftOut: 0 } }
}

/** The town talks in its first room, in its own time. */
export async function talkInTown(
  members: ReadonlyMap<string, Account>,
  files: PictureFiles,
): Promise<number> {
  await prepareRooms()
  const room = await findRoomFor(undefined, 'general')
  if (!room) throw new Error('There is no room to talk in.')
  const lines = readTalk()
  const pauseBefore = (at: number) => PAUSES[at % PAUSES.length] ?? 1
  let left = ENDED + lines.slice(1).reduce((sum, _, at) => sum + pauseBefore(at), 0)
  const now = nowMs()
  for (const [at, { by, words, replyTo, picture }] of lines.entries()) {
    const author = members.get(by)
    if (!author) throw new Error(`Nobody in the town is called "${by}".`)
    moveClock(now - minutes(left) - nowMs())
    const shown = await withPicture(picture, files)
    const message = await addMessage(author, room, { body: words, replyTo, ...shown })
    await listenInTown(members, by, at, String(message._id))
    left -= pauseBefore(at)
  }
  return lines.length
}
