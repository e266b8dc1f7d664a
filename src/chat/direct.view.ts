import type { Account } from '../auth/account.ts'
import { whyNotPost } from '../auth/policy.ts'
import { findDraft } from '../drafts/draft.ts'
import { newClientId } from './composer.view.ts'
import { isAskedOf, nameOf, otherOf } from './direct-policy.ts'
import { findDirectOf } from './direct-standing.ts'
import { Messages } from './message.ts'
import { firstDraftKey, roomPath } from './paths.ts'
import type { Room } from './room.ts'
import { MOST_CHARACTERS } from './words.ts'
import { isAnswer, reachPerson, whyNotBegin } from './writing-to.ts'

/** What a page says about the other one. Nothing in it tells waiting, declined and blocked apart. */
export function showDirect(actor: Account, room: Room) {
  const { talk } = room
  if (!talk) return {}
  const me = String(actor._id)
  const username = talk.usernames.get(otherOf(me, talk) ?? '')
  const isBlocked = talk.blockers.has(me)
  const isAsked = isAskedOf(me, talk) && !isBlocked
  return {
    direct: {
      name: nameOf(me, talk),
      username: username ?? null,
      ...(username && { href: `/u/${username}`, blockAction: `/my/blocks/${username}` }),
      ...(isBlocked && { isBlocked: true }),
      ...(isAsked && { isAsked: true, answerAction: `${roomPath(room)}/answer?_method=PUT` }),
      ...(isAsked && talk.state === 'declined' && { isDeclined: true }),
    },
  }
}

/** The page that a first message is written on. @returns where the two talk, if they do already. @throws NotFound, Forbidden */
export async function showWriting(actor: Account, username: string) {
  const other = await reachPerson(actor, username)
  const room = await findDirectOf(actor._id, other._id)
  const isBegun = room && (isAnswer(actor, room) || (await Messages.exists({ room: room._id })))
  const draftKey = firstDraftKey(other._id)
  const why = whyNotPost(actor) ?? (room ? undefined : await whyNotBegin(actor, other))
  return {
    room: isBegun ? roomPath(room) : undefined,
    model: {
      username: other.username,
      name: other.name,
      profile: `/u/${other.username}`,
      action: `/u/${other.username}/messages`,
      ...(why === undefined && {
        clientId: newClientId(),
        draftKey,
        draft: (await findDraft(actor._id, draftKey))?.body ?? '',
      }),
      audienceWords: `Only you and ${other.name}. A message that one of you reports is shown to the moderators.`,
      mostCharacters: MOST_CHARACTERS,
      whyNot: why ?? null,
    },
  }
}
