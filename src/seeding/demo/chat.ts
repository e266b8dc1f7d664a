import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Account } from '../../auth/account.ts'
import { react } from '../../chat/reacting.ts'
import { prepareRooms } from '../../chat/room.ts'
import { findRoomFor } from '../../chat/room-list.ts'
import { addMessage } from '../../chat/saying.ts'
import { minutes, moveClock, nowMs } from '../../clock.ts'

interface Line {
  by: string
  replyTo?: number
  words: string
}

/** "maureen >3: Words." is what Maureen says to the third line. @throws where a line is not well written */
export function readTalk(): Line[] {
  const text = readFileSync(join(import.meta.dirname, 'chat.txt'), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, by = '', replyTo, words = ''] = /^(\w+)(?: >(\d+))?: (.+)$/.exec(line) ?? []
      if (words === '') throw new Error(`This is no line of a talk: ${line}`)
      return { by, words, ...(replyTo && { replyTo: Number(replyTo) }) }
    })
}

/** Minutes before now at which the talk ends, and between two of its lines, in turn. */
const ENDED = 14
const PAUSES = [1, 3, 1, 6, 2, 1, 9, 4]

/** The town talks in its first room, in its own time. */
export async function talkInTown(members: ReadonlyMap<string, Account>): Promise<number> {
  await prepareRooms()
  const room = await findRoomFor(undefined, 'general')
  if (!room) throw new Error('There is no room to talk in.')
  const lines = readTalk()
  const pauseBefore = (at: number) => PAUSES[at % PAUSES.length] ?? 1
  let left = ENDED + lines.slice(1).reduce((sum, _, at) => sum + pauseBefore(at), 0)
  const now = nowMs()
  for (const [at, { by, words, replyTo }] of lines.entries()) {
    const author = members.get(by)
    if (!author) throw new Error(`Nobody in the town is called "${by}".`)
    moveClock(now - minutes(left) - nowMs())
    const message = await addMessage(author, room, { body: words, replyTo })
    const listener = members.get('priya')
    if (listener && by !== 'priya' && at % 4 === 3) await react(listener, String(message._id), 'thanks')
    left -= pauseBefore(at)
  }
  return lines.length
}
