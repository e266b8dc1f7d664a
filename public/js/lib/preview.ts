import { ask } from './ask.ts'

async function fill(pane: HTMLElement, body: string): Promise<void> {
  if (body.trim() === '') {
    pane.textContent = 'Nothing written yet.'
    return
  }
  try {
    const answer = await ask('/preview', { method: 'POST', body: JSON.stringify({ body }) })
    // The server's own renderer made it and sanitised it, like every post on the page.
    pane.innerHTML = (answer as { html: string }).html
  } catch (error) {
    pane.textContent =
      error instanceof TypeError
        ? 'The preview cannot be reached just now.'
        : String((error as Error).message)
  }
}

export function enablePreview(form: HTMLFormElement, box: HTMLTextAreaElement): void {
  const look = form.querySelector<HTMLElement>('[data-look]')
  const pane = form.querySelector<HTMLElement>('[data-preview]')
  if (!look || !pane) return
  const show = (isShown: boolean) => {
    look.setAttribute('aria-pressed', String(isShown))
    pane.hidden = !isShown
    box.hidden = isShown
  }
  look.addEventListener('click', async () => {
    show(!box.hidden)
    if (!box.hidden) return box.focus()
    await fill(pane, box.value)
  })
  // The browser can only say what is missing beside a box that is there.
  box.addEventListener('invalid', () => show(false))
}
