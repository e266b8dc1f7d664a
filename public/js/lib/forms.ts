const patience = 10_000

/** A second click while the first is on its way must not post twice. Answers that are downloads leave the page open. */
export function guardForms(): void {
  const sending = new Set<HTMLFormElement>()
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || form.method !== 'post' || event.defaultPrevented) return
    if (sending.has(form)) return event.preventDefault()
    sending.add(form)
    event.submitter?.setAttribute('aria-disabled', 'true')
    setTimeout(() => {
      sending.delete(form)
      event.submitter?.removeAttribute('aria-disabled')
    }, patience)
  })
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    for (const form of sending)
      for (const button of form.querySelectorAll('[aria-disabled]')) button.removeAttribute('aria-disabled')
    sending.clear()
  })
}
