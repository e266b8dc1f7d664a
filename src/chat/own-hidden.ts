import { whyHidden } from '../auth/hiding.ts'
import type { Message } from './message.ts'
import { showMessages } from './message.view.ts'
import type { MessageFace } from './message-faces.ts'
import type { Room } from './room.ts'

/** One's own messages while they, or pictures in them, are hidden from others: they can be deleted, and nothing else. */
export async function ownHiddenFaces(
  room: Room,
  found: readonly Message[],
  author: string,
): Promise<MessageFace[]> {
  const { shown } = await showMessages(room, found, { reader: author })
  return shown.flatMap((one, at) => {
    const by = found[at]?.hiddenBy
    if (!('html' in one)) return []
    const face = { ...one, mine: true as const, deleteHref: `/chat/messages/${one.id}/delete` }
    return [{ ...face, ...(by && { hidden: whyHidden(by) }) }]
  })
}
