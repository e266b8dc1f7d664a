import type { Account } from '../auth/account.ts'
import { messagePath } from '../chat/paths.ts'
import { type Reached, reachMessage, reachRoom, reachSeq } from '../chat/reach.ts'
import type { Subject } from './subject.ts'

type Reader = Account | undefined

/** What somebody said in a chat room. @throws NotFound, Gone */
export async function findMessage(reader: Reader, id: string): Promise<Subject> {
  return messageSubject(await reachMessage(reader, id))
}

/** By its place in the room. @throws NotFound, Gone */
export async function findSaid(reader: Reader, slug: string, seq: string): Promise<Subject> {
  return messageSubject(await reachSeq(reader, await reachRoom(reader, slug), Number(seq)))
}

function messageSubject({ message, room }: Reached): Subject {
  return {
    kind: 'message',
    id: String(message._id),
    path: messagePath(room, message.seq),
    title: room.talk ? 'a private message' : `message ${message.seq} in “${room.title}”`,
    revision: message.revision,
    author: message.author && String(message.author),
    words: message.source ?? '',
    images: (message.images ?? []).map(String),
  }
}
