import type { WhyHidden } from '../auth/hiding.ts'
import type { OwnReactions, ReactionKind } from '../reactions/reaction.ts'
import { sayReactionAudience } from './audience.ts'
import type { MessageView } from './message.view.ts'
import { roomPath } from './paths.ts'
import { type Actor, canSay, isFresh, takesWords } from './policy.ts'
import type { Room } from './room.ts'

/** A message for one class of reader; what is missing they may not do. */
export interface MessageFace extends MessageView {
  mine?: true
  isIgnored?: true
  replyHref?: string
  editHref?: string
  deleteHref?: string
  canReact?: boolean
  reacted?: ReactionKind | null
  reactionAudience?: string
  hidden?: WhyHidden
}

/** What a face depends on. Readers who share all of it share the face, so that it can be printed once for all of them. */
export interface Looking {
  room: Room
  /** They may write in the room. */
  canSay: boolean
  mine: boolean
  /** It is theirs, and the time for changing it is not over. */
  canEdit: boolean
  isIgnored: boolean
  reacted: ReactionKind | null
}

const faces = new WeakMap<MessageView, Map<string, MessageFace>>()

/** What a guest sees is the view itself; every other face is made once for all who look at it alike. */
export function faceOf(message: MessageView, looking: Looking | undefined): MessageFace {
  if (!looking) return message
  const { mine, canEdit, canSay, isIgnored, reacted } = looking
  const key = [mine, canEdit, canSay, isIgnored, reacted].join()
  const made = faces.get(message) ?? new Map<string, MessageFace>()
  const face = made.get(key) ?? makeFace(message, looking)
  faces.set(message, made.set(key, face))
  return face
}

function makeFace(
  message: MessageView,
  { room, canSay, mine, canEdit, isIgnored, reacted }: Looking,
): MessageFace {
  const address = `/chat/messages/${message.id}`
  return {
    ...message,
    ...(isIgnored && { isIgnored: true }),
    ...(canSay && { replyHref: `${roomPath(room)}?reply=${message.seq}#say` }),
    ...(mine && { mine: true, deleteHref: `${address}/delete` }),
    ...(canEdit && { editHref: `${address}/edit` }),
    // Where nothing new may be added, the click that is there can still be taken back.
    ...(!mine && { canReact: canSay, reacted, reactionAudience: sayReactionAudience(room) }),
  }
}

const unknown = { isIgnored: false, reacted: null } as const

/** Nothing is known of this reader but that they are a member: for what is sent to many at once. @param mayWrite by their account */
export function memberFace(room: Room, message: MessageView, mayWrite: boolean): MessageFace {
  const canSay = mayWrite && takesWords(room)
  return faceOf(message, { ...unknown, room, canSay, mine: false, canEdit: false })
}

/** For whoever wrote it. */
export function authorFace(room: Room, message: MessageView): MessageFace {
  const canSay = takesWords(room)
  return faceOf(message, { ...unknown, room, canSay, mine: true, canEdit: canSay && isFresh(message) })
}

export function lookOf(actor: Actor, room: Room, ignored: ReadonlySet<string>, reactions: OwnReactions) {
  const mayWrite = canSay(actor, room)
  const me = String(actor?._id)
  return (message: MessageView, author: string | undefined, isFresh: boolean): Looking => ({
    room,
    canSay: mayWrite,
    mine: author === me,
    canEdit: author === me && mayWrite && isFresh,
    isIgnored: author !== undefined && ignored.has(author),
    reacted: reactions.get(message.id) ?? null,
  })
}
