import { onChanged } from '../live/bus.ts'
import type { Message } from './message-record.ts'

/** A message that this very process stored a moment ago: whoever tells of it need not read it again. */
const MOST = 1000
const said = new Map<string, Message>()

export function keepJustSaid(message: Message): void {
  said.set(String(message._id), message)
  const oldest = said.keys().next()
  if (said.size > MOST && !oldest.done) said.delete(oldest.value)
}

/** Once. */
export function takeJustSaid(id: string): Message | undefined {
  const message = said.get(id)
  said.delete(id)
  return message
}

/** Changed, hidden or gone before it was told: then it has to be read again. */
onChanged((tags) => {
  if (said.size > 0) for (const tag of tags) if (tag.startsWith('message:')) said.delete(tag.slice(8))
})
