/** The site's own words where it gave some. */
function whyOf(problem: { errors?: Record<string, string>; detail?: string } | null): string {
  return problem?.errors
    ? Object.values(problem.errors).join(' ')
    : (problem?.detail ?? 'That did not work. Please send it again.')
}

const unreachable =
  'The forum cannot be reached just now. Your words and pictures are still here: please send them again.'

/** @returns its place. @throws Error in words for people */
async function post(form: HTMLFormElement): Promise<number> {
  const headers = { Accept: 'application/json' }
  const answer = await fetch(form.action, { method: 'POST', headers, body: new FormData(form) }).catch(() => {
    throw new Error(unreachable)
  })
  const isJson = answer.headers.get('Content-Type')?.includes('json')
  const told = isJson ? await answer.json() : null
  if (!answer.ok) throw new Error(whyOf(told))
  return told.seq
}

function stateIn(form: HTMLFormElement): HTMLElement {
  const known = form.querySelector<HTMLElement>('[data-sending]')
  if (known) return known
  const state = document.createElement('p')
  state.className = 'message-state'
  state.dataset.sending = ''
  state.setAttribute('role', 'status')
  form.prepend(state)
  return state
}

/**
 * A message with pictures goes the way of the form, and the page stays. Until it is stored nothing leaves the form; sent
 * again after a cut it is stored once, by its name.
 * @param done with its place, once it is stored
 */
export async function sendPictures(form: HTMLFormElement, done: (seq: number) => void): Promise<void> {
  if (form.getAttribute('aria-busy') === 'true') return
  const state = stateIn(form)
  form.setAttribute('aria-busy', 'true')
  state.textContent = 'Your pictures are being sent …'
  try {
    const seq = await post(form)
    state.remove()
    done(seq)
  } catch (error) {
    state.textContent = (error as Error).message
  } finally {
    form.removeAttribute('aria-busy')
  }
}
