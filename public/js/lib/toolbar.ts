import { replaceText } from './insert.ts'
import { type Mark, markText } from './marks.ts'

const keys: Record<string, Mark> = { b: 'bold', i: 'italic', k: 'link' }

function apply(box: HTMLTextAreaElement, kind: Mark): void {
  const change = markText(kind, box.value, box.selectionStart, box.selectionEnd)
  replaceText(box, change.start, change.end, change.text)
  box.setSelectionRange(change.from, change.to)
}

/** One stop for the Tab key; the arrows move inside, as in every toolbar. */
function moveWithArrows(bar: HTMLElement): void {
  const buttons = [...bar.querySelectorAll('button')]
  for (const [place, button] of buttons.entries()) button.tabIndex = place === 0 ? 0 : -1
  bar.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const place = buttons.indexOf(document.activeElement as HTMLButtonElement)
    if (step === undefined || place === -1) return
    const next = buttons[(place + step + buttons.length) % buttons.length]
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1
    next?.focus()
    event.preventDefault()
  })
}

export function enableToolbar(form: HTMLFormElement, box: HTMLTextAreaElement): void {
  const bar = form.querySelector<HTMLElement>('[data-bar]')
  if (!bar) return
  moveWithArrows(bar)
  bar.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLElement>('[data-mark]')
    if (button && !box.hidden) apply(box, button.dataset.mark as Mark)
  })
  box.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    if (event.key === 'Enter') {
      event.preventDefault()
      form.requestSubmit()
    }
    const kind = keys[event.key]
    if (!kind) return
    event.preventDefault()
    apply(box, kind)
  })
}
