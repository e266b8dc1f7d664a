import { openHelp } from './help.ts'
import { quoteSelection } from './quoting.ts'

const state = { isOn: true }

function things(): HTMLElement[] {
  const all = document.querySelectorAll<HTMLElement>('.post, .tombstone, .message, .message-gone, .row')
  return [...all].filter((thing) => thing.checkVisibility())
}

function chosen(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[data-chosen]')
}

function choose(step: number): void {
  const all = things()
  const current = chosen()
  const place = current ? all.indexOf(current) + step : step > 0 ? 0 : all.length - 1
  const next = all[Math.max(0, Math.min(place, all.length - 1))]
  if (!next) return
  current?.removeAttribute('data-chosen')
  next.setAttribute('data-chosen', '')
  const target = next.matches('.row') ? next.querySelector<HTMLElement>('.row-title') : next
  target?.focus({ preventScroll: true })
  next.scrollIntoView({ block: next.offsetHeight > innerHeight ? 'start' : 'nearest' })
}

function focusOn(selector: string): void {
  const target = document.querySelector<HTMLElement>(selector)
  target?.focus()
  target?.scrollIntoView({ block: 'nearest' })
}

function follow(link: HTMLAnchorElement | null | undefined): void {
  link?.click()
}

const newTopic = () => follow(document.querySelector<HTMLAnchorElement>('.site-new'))

const actions: Record<string, () => void> = {
  j: () => choose(1),
  k: () => choose(-1),
  '/': () => focusOn('#site-search'),
  c: newTopic,
  n: newTopic,
  r: () => focusOn('form[data-composer] > textarea, form[data-say] > textarea'),
  e: () => follow(chosen()?.querySelector<HTMLAnchorElement>('[data-act="edit"], [data-act="edit-message"]')),
  o: () => follow(chosen()?.querySelector<HTMLAnchorElement>('.row-title')),
  f: () => focusOn('[data-act="next-case"]'),
  d: () => focusOn('#decide'),
  q: quoteSelection,
  '?': () =>
    openHelp(() => {
      state.isOn = false
    }),
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  )
}

/** Single keys, never with Ctrl, Alt or ⌘ and never while typing; the list under "?" switches them off, and a setting for good. */
export function enableShortcuts(): void {
  if (document.body.dataset.keys === 'off') return
  document.addEventListener('keydown', (event) => {
    if (!state.isOn || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (isTyping(event.target) || document.querySelector('dialog[open]')) return
    const act = actions[event.key]
    if (!act) return
    event.preventDefault()
    act()
  })
}
