import { findPeople } from '../auth/people.ts'
import { type LiveEvents, onPublish } from '../live/bus.ts'
import { inOrder } from '../live/in-order.ts'
import type { Outlet } from '../web/live-room.ts'
import { renderView } from '../web/views.ts'
import { showMessage, showRow, whoAsks } from './inbox.view.ts'
import { supportName } from './letters.ts'
import { findMessage, type SupportMessage } from './message.ts'
import { showToVisitor, stateWords } from './talk.view.ts'
import { type Thread, Threads } from './thread.ts'

/** The groups of those who hear of a conversation: whoever asks, and the staff who look at it or at the list. */
export const askersOf = (ref: string) => `talk:${ref}`
export const deskOf = (ref: string) => `support:${ref}`
export const INBOX = 'support:inbox'

const peopleOf = ({ account, assignee }: Thread, message?: SupportMessage | null) =>
  findPeople([account, assignee, message?.by].flatMap((id) => (id ? [String(id)] : [])))

const printed = (model: { seq: number }) => ({ seq: model.seq, html: renderView('support/_message', model) })

/** The same partials as on the pages; who of the staff it was stands only on those of the staff. */
async function tellStanding(out: Outlet, thread: Thread, message: SupportMessage | null): Promise<void> {
  const { ref, state } = thread
  if (out.isHeard(askersOf(ref)))
    out.tell([askersOf(ref)], 'talk', {
      room: askersOf(ref),
      state,
      words: stateWords[state],
      ...(message && { message: printed(showToVisitor(message)) }),
    })
  if (!out.isHeard(deskOf(ref)) && !out.isHeard(INBOX)) return
  const people = await peopleOf(thread, message)
  out.tell([deskOf(ref)], 'talk', {
    room: deskOf(ref),
    state,
    words: state,
    ...(message && { message: printed(showMessage(people, thread, message)) }),
  })
  out.tell([INBOX], 'inbox', { ref, state, html: renderView('support/_row', showRow(people, thread)) })
}

/** Never what is written, and of the staff only that it is the support. */
async function tellTyping(out: Outlet, thread: Thread, side: 'visitor' | 'staff'): Promise<void> {
  const { ref } = thread
  const room = side === 'visitor' ? deskOf(ref) : askersOf(ref)
  if (!out.isHeard(room)) return
  const name = side === 'visitor' ? whoAsks(await peopleOf(thread), thread) : supportName
  out.tell([room], 'typing', { room, name, username: side })
}

type TalkEvent = Extract<keyof LiveEvents, `talk:${string}`>

async function tell(out: Outlet, event: TalkEvent, payload: LiveEvents[TalkEvent]): Promise<void> {
  const thread = await Threads.findOne({ ref: payload.talk }).lean()
  if (!thread) return
  if (event === 'talk:typing') return tellTyping(out, thread, (payload as LiveEvents['talk:typing']).side)
  const seq = 'seq' in payload ? payload.seq : 0
  await tellStanding(out, thread, seq > 0 ? await findMessage(thread._id, seq) : null)
}

/** Hears what happens in conversations; what happens in one of them is told in its order. @returns how to stop */
export function listenToTalks(out: Outlet): () => void {
  const inTurn = inOrder<string>('news of a conversation')
  return onPublish((_room, event, payload) => {
    if (!('talk' in payload)) return
    const ref = payload.talk
    if (![askersOf(ref), deskOf(ref), INBOX].some(out.isHeard)) return
    inTurn(ref, () => tell(out, event as TalkEvent, payload))
  })
}
