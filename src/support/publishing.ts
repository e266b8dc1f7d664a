import { changed, publish } from '../live/bus.ts'
import type { SupportMessage } from './message.ts'
import { settleSoon } from './telling.ts'
import type { Thread } from './thread.ts'

/** Those whose page is open see it at once. */
export async function tellAll({ ref }: Thread, message: SupportMessage): Promise<void> {
  await settleSoon(message)
  publish(`talk:${ref}`, 'talk:message', { talk: ref, seq: message.seq })
}

/** Who may still be there is asked again, and the others see how it stands now. */
export async function sayChanged({ ref }: Pick<Thread, 'ref'>): Promise<void> {
  await changed(`talk:${ref}`)
  publish(`talk:${ref}`, 'talk:changed', { talk: ref })
}
