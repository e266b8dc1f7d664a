import type { Account } from '../auth/account.ts'
import { findPeople, shownPerson } from '../auth/people.ts'
import { type Message, Messages } from '../chat/message.ts'
import { messagePath } from '../chat/paths.ts'
import { canSeeRoom } from '../chat/policy.ts'
import type { Room } from '../chat/room.ts'
import { findRoom } from '../chat/room-list.ts'
import { excerpt } from '../content/excerpt.ts'
import type { Case } from './case-record.ts'
import { subjectKey } from './subject.ts'

/** A message alone says little: so many before it, and as many after. */
const AROUND = 4
const WORDS = 200

type Said = Pick<Message, '_id' | 'seq' | 'author' | 'text' | 'createdAt'>

const fields = 'seq author text createdAt'

async function neighbours(room: Room, seq: number): Promise<Said[]> {
  const shown = { room: room._id, removedAt: null, hiddenBy: null }
  const [before, after] = await Promise.all([
    Messages.find({ ...shown, seq: { $lt: seq } }, fields)
      .sort({ seq: -1 })
      .limit(AROUND)
      .lean<Said[]>(),
    Messages.find({ ...shown, seq: { $gt: seq } }, fields)
      .sort({ seq: 1 })
      .limit(AROUND)
      .lean<Said[]>(),
  ])
  return [...before.reverse(), ...after]
}

/** The talk around each message of a case, as this person may read it, by the message's key. */
export async function showInRoom(person: Account, { subjects }: Pick<Case, 'subjects'>) {
  const messages = subjects.filter(({ kind }) => kind === 'message')
  const shown = await Promise.all(
    messages.map(async (subject) => {
      const message = await Messages.findById(subject.id, 'room seq').lean()
      const room = message && (await findRoom(message.room))
      // Of what two people say to each other, those who judge see the reported words and no others.
      if (!message || !room || room.talk || !canSeeRoom(person, room)) return []
      return [[subjectKey(subject), await showTalk(room, message.seq)] as const]
    }),
  )
  return new Map(shown.flat())
}

async function showTalk(room: Room, seq: number) {
  const around = await neighbours(room, seq)
  const people = await findPeople(around.flatMap(({ author }) => (author ? [String(author)] : [])))
  const lines = around.map(({ seq, author, text = '', createdAt }) => ({
    by: shownPerson(people.get(String(author))),
    words: excerpt(text, WORDS) || 'a picture',
    href: messagePath(room, seq),
    createdAt,
    seq,
  }))
  return {
    room: room.title,
    href: messagePath(room, seq),
    before: lines.filter((line) => line.seq < seq),
    after: lines.filter((line) => line.seq > seq),
  }
}
