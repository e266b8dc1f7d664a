import type { MessageNews } from '../../../../src/live/spoken.ts'
import { isConnected, sayIn } from './connection.ts'
import { editInPlace } from './mending.ts'
import { type Pending, showPending } from './pending.ts'
import { sendPictures } from './picture-message.ts'
import { showEnd } from './room-end.ts'

interface Place {
  room: string
  list: HTMLElement
  form: HTMLFormElement
  /** Asks what the page may have missed. */
  join(): void
}

/** Milliseconds after which a stored message that did not arrive by itself is asked for. */
const SOON = 3_000

const newId = () => crypto.randomUUID()

/** What is said goes out on the socket; until the site has stored it, it stands there in grey, and its words are kept. */
export function talkInPlace({ room, list, form, join }: Place) {
  const pending = new Map<string, Pending>()
  const box = form.querySelector<HTMLTextAreaElement>('textarea[name="body"]')
  const field = (name: string) => form.querySelector<HTMLInputElement>(`input[name="${name}"]`)
  const files = form.querySelector<HTMLInputElement>('input[type="file"]')
  const mending = box && editInPlace({ list, form, box })

  async function send(one: Pending): Promise<void> {
    if (one.isUnderWay) return
    if (!isConnected()) {
      one.say('Waits for the connection')
      return
    }
    one.isUnderWay = true
    one.say('Is being sent')
    const { body, clientId, replyTo } = one
    const answer = await sayIn(room, 'send', { body, clientId, ...(replyTo && { replyTo }) })
    one.isUnderWay = false
    if (!pending.has(clientId)) return
    if (answer.ok) stored(one, (answer as { seq?: number }).seq)
    else if ('isLost' in answer) one.say('Waits for the connection')
    else one.refuse(answer.why)
  }

  function stored(one: Pending, seq: number | undefined): void {
    one.say('')
    if (list.querySelector(`[data-seq="${seq}"]`)) {
      drop(one.clientId)
      return
    }
    setTimeout(() => pending.has(one.clientId) && join(), SOON)
    one.seq = seq
  }

  function drop(clientId: string): void {
    pending.get(clientId)?.element.remove()
    pending.delete(clientId)
  }

  function forgetReply(): void {
    const reply = field('replyTo')
    if (reply) reply.value = ''
    form.querySelector('[data-reply]')?.remove()
  }

  /** @returns whether there was something to say */
  function say(): void {
    const body = box?.value.trim() ?? ''
    if (!box || body === '') return
    const one = showPending(
      { body, clientId: newId(), replyTo: Number(field('replyTo')?.value) || undefined },
      {
        again: () => void send(one),
        back: () => {
          drop(one.clientId)
          box.value = [one.body, box.value].filter(Boolean).join('\n')
          box.dispatchEvent(new Event('input', { bubbles: true }))
          box.focus()
        },
      },
    )
    pending.set(one.clientId, one)
    list.after(one.element)
    const all = [...pending.values()]
    for (const [at, other] of all.entries()) if (at > 0) all[at - 1]?.element.after(other.element)
    box.value = ''
    box.dispatchEvent(new Event('input', { bubbles: true }))
    forgetReply()
    // A finger on the button does not put the keyboard away.
    box.focus({ preventScroll: true })
    showEnd(form)
    void send(one)
  }

  /** It stands in the room, and the form is as at the beginning. */
  function pictured(seq: number): void {
    const name = field('clientId')
    if (name) name.value = newId()
    for (const words of form.querySelectorAll('textarea')) words.value = ''
    if (files) files.value = ''
    form.querySelector('details')?.removeAttribute('open')
    box?.dispatchEvent(new Event('input', { bubbles: true }))
    forgetReply()
    setTimeout(() => !list.querySelector(`[data-seq="${seq}"]`) && join(), SOON)
  }

  // Back on the page after its form was sent: what is said now is something else.
  addEventListener('pageshow', ({ persisted }) => {
    const name = field('clientId')
    if (persisted && name) name.value = newId()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (mending?.save()) return
    if (files?.files?.length) void sendPictures(form, pictured)
    else say()
  })
  box?.addEventListener('keydown', (event) => {
    const isPlain = !event.shiftKey && !event.altKey && !event.isComposing && !event.defaultPrevented
    if (event.key !== 'Enter' || !isPlain || matchMedia('(pointer: coarse)').matches) return
    event.preventDefault()
    form.requestSubmit()
  })
  list.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-act="reply"]')
    const message = link?.closest<HTMLElement>('[data-seq]')
    const reply = field('replyTo')
    if (!message || !reply || !box || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    forgetReply()
    reply.value = message.dataset.seq ?? ''
    form.prepend(replyLine(message, link?.querySelector('svg'), forgetReply))
    box.focus()
  })
  addEventListener('beforeunload', (event) => {
    if (pending.size > 0) event.preventDefault()
  })

  return {
    /** It has arrived. */
    settle({ clientId, seq }: Omit<MessageNews, 'room'>): void {
      if (clientId !== undefined) drop(clientId)
      for (const one of pending.values()) if (one.seq === seq) drop(one.clientId)
    },
    /** That message is gone: it cannot be answered any more. */
    forget(seq: number): void {
      if (Number(field('replyTo')?.value) === seq) forgetReply()
    },
    /** The connection is there again: whatever was not acknowledged goes once more, under the same name. */
    sendAgain(): void {
      for (const one of pending.values()) if (one.seq === undefined && !one.isRefused) void send(one)
    },
  }
}

function replyLine(
  message: HTMLElement,
  icon: SVGElement | null | undefined,
  onCancel: () => void,
): HTMLElement {
  const line = document.createElement('p')
  line.className = 'message-to'
  line.dataset.reply = ''
  const words = document.createElement('span')
  const name = message.querySelector('.message-author')?.textContent?.trim() ?? ''
  const said = message.querySelector('.message-body')?.textContent?.trim().slice(0, 80) ?? ''
  words.textContent = `In answer to ${name}: ${said}`
  const cancel = document.createElement('button')
  cancel.type = 'button'
  cancel.className = 'button-link chat-cancel'
  cancel.textContent = 'Cancel'
  cancel.setAttribute('aria-label', 'Cancel the answer')
  cancel.addEventListener('click', onCancel)
  if (icon) line.append(icon.cloneNode(true))
  line.append(words, ' ', cancel)
  return line
}
