/** A message that is not stored yet, as far as this page knows. */
export interface Pending {
  body: string
  clientId: string
  replyTo: number | undefined
  element: HTMLElement
  /** Once it is stored: its place. */
  seq?: number | undefined
  isUnderWay: boolean
  isRefused: boolean
  say(words: string): void
  /** The site has said why not. */
  refuse(why: string): void
}

interface Ways {
  again(): void
  /** Its words go back into the box. */
  back(): void
}

function button(words: string, act: () => void): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = 'button-link'
  made.textContent = words
  made.addEventListener('click', act)
  return made
}

export function showPending(
  { body, clientId, replyTo }: Pick<Pending, 'body' | 'clientId' | 'replyTo'>,
  ways: Ways,
): Pending {
  const element = document.createElement('div')
  element.className = 'message message-pending'
  const words = document.createElement('p')
  words.className = 'message-words'
  words.textContent = body
  const state = document.createElement('p')
  state.className = 'message-state'
  state.setAttribute('role', 'status')
  element.append(words, state)
  const pending: Pending = {
    body,
    clientId,
    replyTo,
    element,
    isUnderWay: false,
    isRefused: false,
    say(text) {
      pending.isRefused = false
      element.classList.remove('message-refused')
      state.textContent = text
    },
    refuse(why) {
      pending.isRefused = true
      element.classList.add('message-refused')
      state.replaceChildren(
        `${why} `,
        button('Send it again', ways.again),
        ' ',
        button('Change it', ways.back),
      )
    },
  }
  return pending
}
