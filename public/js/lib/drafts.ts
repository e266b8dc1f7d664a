import { ask } from './ask.ts'

const pause = 1000
/** Browsers send at most 64 KB after a page is left. */
const mostAfterLeaving = 60_000

interface Draft {
  form: HTMLFormElement
  address: string
  /** What the server has. */
  saved: string
  isSent: boolean
  timer: number
}

/** `data-kept` are the words that make way in the box for others, for as long as those are there. */
function contentOf(form: HTMLFormElement): string {
  const fields = new FormData(form)
  // The box for the support team.
  if (!fields.has('body') && fields.has('text')) fields.set('body', fields.get('text') ?? '')
  const { kept } = form.dataset
  if (kept !== undefined) fields.set('body', kept)
  const named = ['title', 'labels', 'body'].flatMap((name) =>
    fields.has(name) ? [[name, fields.get(name)]] : [],
  )
  return JSON.stringify(Object.fromEntries(named))
}

function tell(draft: Draft, words: string): void {
  const status = draft.form.querySelector('[data-status]')
  if (status && status.textContent !== words) status.textContent = words
}

async function save(draft: Draft): Promise<void> {
  const body = contentOf(draft.form)
  if (draft.isSent || body === draft.saved) return
  try {
    await ask(draft.address, { method: 'PUT', body })
    draft.saved = body
    tell(draft, 'Draft saved')
    const discard = draft.form.querySelector<HTMLElement>('[data-discard]')
    if (discard) discard.hidden = false
  } catch {
    tell(draft, 'Draft not saved yet')
    draft.timer = setTimeout(save, 10 * pause, draft)
  }
}

/** The page is going: what was typed in the last second still reaches the server. */
function saveLast(draft: Draft): void {
  const body = contentOf(draft.form)
  clearTimeout(draft.timer)
  if (draft.isSent || body === draft.saved || body.length * 3 > mostAfterLeaving) return
  draft.saved = body
  ask(draft.address, { method: 'PUT', body, keepalive: true }).catch(() => {
    draft.saved = ''
  })
}

function isAtRisk(draft: Draft): boolean {
  const body = contentOf(draft.form)
  if (draft.isSent || body === draft.saved) return false
  return draft.address === '' || body.length * 3 > mostAfterLeaving || !navigator.onLine
}

function discard(draft: Draft): void {
  draft.isSent = true
  clearTimeout(draft.timer)
}

/** Keeps what is typed on the server: nothing is stored in the browser (notice, clause 15). */
export function keepDraft(form: HTMLFormElement): void {
  const key = form.dataset.draft
  const address = key ? `/my/drafts/${encodeURIComponent(key)}` : ''
  const draft: Draft = { form, address, saved: contentOf(form), isSent: false, timer: 0 }
  if (address) {
    form.addEventListener('input', () => {
      clearTimeout(draft.timer)
      draft.timer = setTimeout(save, pause, draft)
    })
    addEventListener('pagehide', () => saveLast(draft))
  }
  // Once sent, a late draft must not rise from the dead beside the post. Last of all who hear of it: a room sends by itself.
  document.addEventListener('submit', (event) => {
    if (event.target === form && !event.defaultPrevented) discard(draft)
  })
  addEventListener('pageshow', (event) => {
    if (event.persisted) draft.isSent = false
  })
  addEventListener('beforeunload', (event) => {
    if (isAtRisk(draft)) event.preventDefault()
  })
}
