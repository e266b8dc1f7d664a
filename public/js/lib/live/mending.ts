import { ask } from '../ask.ts'

interface Place {
  list: HTMLElement
  form: HTMLFormElement
  box: HTMLTextAreaElement
}

interface Open {
  address: string
  revision: number
  line: HTMLElement
  /** What stood in the box before. */
  before: string
}

/** One's own message, back in the box: by its pencil, or the last one by ↑ in an empty box. */
export function editInPlace({ list, form, box }: Place) {
  let open: Open | undefined

  function close(): void {
    if (!open) return
    open.line.remove()
    box.value = open.before
    delete form.dataset.kept
    open = undefined
    box.focus()
  }

  async function begin(link: HTMLAnchorElement): Promise<void> {
    try {
      const { id, source, revision } = (await ask(link.href, {})) as {
        id: string
        source: string
        revision: number
      }
      close()
      open = { address: `/chat/messages/${id}`, revision, line: makeLine(close), before: box.value }
      form.prepend(open.line)
      // What was typed before stays the draft.
      form.dataset.kept = box.value
      box.value = source
      box.focus()
      box.setSelectionRange(source.length, source.length)
    } catch {
      location.assign(link.href)
    }
  }

  list.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-act="edit-message"]')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    void begin(link)
  })
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && open) return close()
    if (event.key !== 'ArrowUp' || box.value !== '' || open) return
    const link = [...list.querySelectorAll<HTMLAnchorElement>('a[data-act="edit-message"]')].at(-1)
    if (!link) return
    event.preventDefault()
    void begin(link)
  })

  return {
    /** @returns whether something was being changed */
    save(): boolean {
      const mine = open
      if (!mine) return false
      const { address, revision } = mine
      ask(address, { method: 'PUT', body: JSON.stringify({ body: box.value, revision }) }).then(
        () => open === mine && close(),
        (error: Error) => {
          const state = mine.line.querySelector('[role="alert"]')
          if (state)
            state.textContent =
              error instanceof TypeError ? 'The forum cannot be reached just now.' : error.message
        },
      )
      return true
    },
  }
}

function makeLine(onCancel: () => void): HTMLElement {
  const line = document.createElement('p')
  line.className = 'message-to'
  const words = document.createElement('span')
  words.textContent = 'You are changing your message.'
  const state = document.createElement('strong')
  state.setAttribute('role', 'alert')
  const cancel = document.createElement('button')
  cancel.type = 'button'
  cancel.className = 'button-link chat-cancel'
  cancel.textContent = 'Cancel'
  cancel.setAttribute('aria-label', 'Cancel the change')
  cancel.addEventListener('click', onCancel)
  line.append(words, ' ', state, ' ', cancel)
  return line
}
