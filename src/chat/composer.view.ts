import { randomBytes } from 'node:crypto'
import type { Account } from '../auth/account.ts'
import { findPeople } from '../auth/people.ts'
import { excerpt } from '../content/excerpt.ts'
import { findDraft } from '../drafts/draft.ts'
import { sayAudience } from './audience.ts'
import { Messages } from './message.ts'
import { draftKey, roomPath } from './paths.ts'
import { MOST_PICTURES } from './pictures.ts'
import type { Room } from './room.ts'
import { MOST_CHARACTERS } from './words.ts'

/** The box that a message is written in. */
export interface Composer {
  action: string
  /** Under which what is typed is kept until it is sent, and what is kept. */
  draftKey: string
  draft: string
  /** For a form that may be sent twice. */
  clientId: string
  audienceWords: string
  mostCharacters: number
  mostPictures: number
  /** The message that is answered. */
  replyTo?: { seq: number; name: string; words: string; cancelHref: string }
}

export const newClientId = () => randomBytes(16).toString('base64url')

export async function composerFor(
  actor: Pick<Account, '_id'>,
  room: Room,
  reply: number | undefined,
): Promise<Composer> {
  const answered =
    reply === undefined
      ? null
      : await Messages.findOne({ room: room._id, seq: reply, removedAt: null }, 'seq author text').lean()
  return {
    action: `${roomPath(room)}/messages`,
    draftKey: draftKey(room),
    draft: (await findDraft(actor._id, draftKey(room)))?.body ?? '',
    clientId: newClientId(),
    audienceWords: sayAudience(room),
    mostCharacters: MOST_CHARACTERS,
    mostPictures: MOST_PICTURES,
    ...(answered && {
      replyTo: {
        seq: answered.seq,
        name:
          (await findPeople([String(answered.author)])).get(String(answered.author))?.name ??
          'a former member',
        words: excerpt(answered.text ?? '', 80),
        cancelHref: `${roomPath(room)}#say`,
      },
    }),
  }
}
