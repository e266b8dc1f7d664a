import { ask } from './ask.ts'
import { say } from './toast.ts'

type Kind = 'agree' | 'disagree' | 'thanks'
type Answer = Record<Kind, number> & { mine: Kind | null }

const said: Record<Kind, string> = {
  agree: 'You agree.',
  disagree: 'You disagree.',
  thanks: 'You said thanks.',
}

/** The numbers, and which button is pressed. */
export function showReactions(form: HTMLFormElement, answer: Answer): void {
  for (const button of form.querySelectorAll('button')) {
    const kind = button.value as Kind
    const isMine = kind === answer.mine
    button.setAttribute('aria-pressed', String(isMine))
    if (isMine) button.setAttribute('formaction', form.action.replace('=PUT', '=DELETE'))
    else button.removeAttribute('formaction')
    const count = button.querySelector('[data-count]')
    if (count) count.textContent = answer[kind] > 0 ? answer[kind].toLocaleString('en-GB') : ''
  }
  const list = form.parentElement?.querySelector('a')
  if (list) list.hidden = answer.agree + answer.disagree + answer.thanks === 0
}

/** Reacting does not leave the page; the button keeps the focus, and says whether it is pressed. */
export function reactInPlace(): void {
  const busy = new Set<HTMLFormElement>()
  const react = async (form: HTMLFormElement, button: HTMLButtonElement) => {
    const isPressed = button.getAttribute('aria-pressed') === 'true'
    const address = form.action.replace(/\?.*$/, '')
    busy.add(form)
    try {
      const sent = isPressed
        ? { method: 'DELETE' }
        : { method: 'PUT', body: JSON.stringify({ kind: button.value }) }
      const answer = (await ask(address, sent)) as Answer
      showReactions(form, answer)
      say(answer.mine ? said[answer.mine] : 'Taken back.')
    } catch (error) {
      say(
        error instanceof TypeError
          ? 'The forum cannot be reached just now. Please try again.'
          : String((error as Error).message),
      )
    } finally {
      busy.delete(form)
    }
  }
  // Before the guard against double clicks, which would hold the form back for a while.
  document.addEventListener(
    'submit',
    (event) => {
      const form = (event.target as Element).closest<HTMLFormElement>('form[data-react]')
      if (!form || !(event.submitter instanceof HTMLButtonElement)) return
      event.preventDefault()
      if (!busy.has(form)) void react(form, event.submitter)
    },
    true,
  )
}
