import { ask } from './ask.ts'
import { say } from './toast.ts'

/**
 * Answers the cookie question without leaving the page, so that nobody loses what they were typing. Not for members,
 * whom a no signs out, and not on the page whose switches show the answer: there the form is sent as it is.
 */
export function answerInPlace(): void {
  const banner = document.querySelector<HTMLFormElement>('form.banner[data-in-place]')
  if (!banner || document.querySelector('.purposes')) return
  const answer = async (event: SubmitEvent) => {
    event.preventDefault()
    const fields = Object.fromEntries(new FormData(banner, event.submitter))
    try {
      await ask(banner.action, { method: 'POST', body: JSON.stringify(fields) })
      banner.remove()
      document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true })
      say('Your choice is saved.')
    } catch {
      banner.removeEventListener('submit', answer)
      banner.requestSubmit(event.submitter)
    }
  }
  banner.addEventListener('submit', answer)
}
