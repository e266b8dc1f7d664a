import type { InboxNews, TalkNews } from '../../../../src/live/spoken.ts'
import { announce } from './announce.ts'
import { enterRoom, onNews, sayIn } from './connection.ts'
import { elementOf } from './html.ts'
import { showEnd } from './room-end.ts'
import { showTyping } from './typing.ts'

type Message = NonNullable<TalkNews['message']>
type Missed = Pick<TalkNews, 'state' | 'words'> & { messages: Message[] }

/** Milliseconds: the site believes for twice as long that somebody looks at the page. */
const EVERY = 60_000

const seqOf = (message: Element) => Number((message as HTMLElement).dataset.seq)

function sayHere(room: string, seq: () => number): () => void {
  const here = () => {
    if (!document.hidden) void sayIn(room, 'here', { seq: seq() })
  }
  setInterval(here, EVERY)
  document.addEventListener('visibilitychange', here)
  return here
}

/** Sends without leaving the page; where that does not work the form itself does, and what is stored is not stored twice. */
function sendLive(form: HTMLFormElement, room: string, add: (message: Message) => void): void {
  const box = form.elements.namedItem('text') as HTMLTextAreaElement
  const id = form.elements.namedItem('clientId') as HTMLInputElement
  let isSending = false
  form.addEventListener('submit', async (event) => {
    if (form.dataset.plain) return
    event.preventDefault()
    if (isSending || box.value.trim() === '') return
    isSending = true
    const text = box.value
    const answer = await sayIn(room, 'send', { text, clientId: id.value })
    isSending = false
    if (!answer.ok) {
      form.dataset.plain = 'yes'
      return form.requestSubmit()
    }
    add(answer as unknown as Message)
    id.value = crypto.randomUUID()
    if (box.value === text) box.value = ''
    box.focus()
  })
  // In a box of one line Enter sends, as it does in a chat room; a long answer has lines.
  const isShort = form.matches('.chat-say') && !matchMedia('(pointer: coarse)').matches
  box.addEventListener('keydown', (event) => {
    const isPlain = isShort && !event.shiftKey && !event.altKey && !event.isComposing
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey || isPlain)) return
    event.preventDefault()
    form.requestSubmit()
  })
}

/** A conversation with the support, on either side. */
export function keepTalk(list: HTMLElement): void {
  const room = list.dataset.live ?? ''
  // The secret of a private link is in no answer of the site.
  const heard = room.split('.')[0] ?? ''
  const form = document.querySelector<HTMLFormElement>('[data-talk-form]')
  const last = () => Math.max(0, ...[...list.children].map(seqOf))
  const here = sayHere(room, last)

  function add({ seq, html }: Message): void {
    const fresh = elementOf(html)
    if (!fresh || list.querySelector(`[data-seq="${seq}"]`)) return
    const isAtEnd = list.getBoundingClientRect().bottom < innerHeight + 200
    const next = [...list.children].find((other) => seqOf(other) > seq)
    if (next) next.before(fresh)
    else list.append(fresh)
    for (const seen of document.querySelectorAll<HTMLInputElement>('[data-talk-seen]'))
      seen.value = String(last())
    if (!fresh.classList.contains('talk-mine')) announce(fresh.textContent ?? '')
    if (isAtEnd) fresh.scrollIntoView({ block: 'nearest' })
    here()
  }

  function stand({ words }: Pick<TalkNews, 'words'>): void {
    const line = document.querySelector('[data-talk-state]')
    if (line && line.textContent !== words) line.textContent = words
  }

  onNews('talk', (news) => {
    if (news.room !== heard) return
    if (news.message) add(news.message)
    stand(news)
  })
  enterRoom(room, {
    since: last,
    catchUp(given) {
      const missed = given as Missed
      for (const message of missed.messages) add(message)
      stand(missed)
      here()
    },
  })
  if (form) sendLive(form, room, add)
  if (form && scrollY === 0 && !document.querySelector(':target')) showEnd(form)
  const box = form?.querySelector('textarea') ?? null
  showTyping(room, document.querySelector('[data-talk-typing]'), box, heard)
}

/** The list of those who wait, answered or closed: who comes in goes to its end, who is dealt with goes. */
export function keepInbox(list: HTMLElement): void {
  const { inbox } = list.dataset
  const hear = ({ ref, state, html }: InboxNews) => {
    const row = list.querySelector(`[data-ref="${CSS.escape(ref)}"]`)
    const fresh = state === inbox ? elementOf(html) : undefined
    if (row && fresh) row.replaceWith(fresh)
    else if (row) row.remove()
    else if (fresh && inbox === 'closed') list.prepend(fresh)
    else if (fresh) list.append(fresh)
    if (fresh) document.querySelector('.empty')?.remove()
  }
  onNews('inbox', hear)
  enterRoom('support:inbox', {
    since: () => ({
      state: inbox,
      refs: [...list.querySelectorAll<HTMLElement>('[data-ref]')].map(({ dataset }) => dataset.ref),
    }),
    catchUp(missed) {
      const { rows, gone } = missed as { rows: InboxNews[]; gone: string[] }
      for (const news of rows) hear(news)
      for (const ref of gone) list.querySelector(`[data-ref="${CSS.escape(ref)}"]`)?.remove()
    },
  })
  sayHere('support:inbox', () => 0)
}
