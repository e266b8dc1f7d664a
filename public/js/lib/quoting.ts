import { insertBlock } from './insert.ts'
import { nameOf, readSelection } from './quote-range.ts'

function replyBox(): HTMLTextAreaElement | null {
  return document.querySelector<HTMLTextAreaElement>('form[data-composer] > textarea')
}

function quote(ref: string): void {
  const box = replyBox()
  if (!box) return
  insertBlock(box, `[quote ${ref}]`)
  const answered = box.form?.elements.namedItem('replyTo')
  // The first post that is quoted is the one that is answered.
  if (answered instanceof HTMLInputElement) answered.value ||= /\/(\d+)@/.exec(ref)?.[1] ?? ''
  box.scrollIntoView({ block: 'center' })
}

/** @returns whether there was something to quote */
export function quoteSelection(): boolean {
  const selected = readSelection()
  if (!selected || !replyBox()) return false
  quote(selected.ref)
  getSelection()?.removeAllRanges()
  return true
}

function makeButton(): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'button quote-button'
  button.textContent = 'Quote'
  button.hidden = true
  // Pressing must not take the selection away before the click reads it.
  button.addEventListener('pointerdown', (event) => event.preventDefault())
  button.addEventListener('click', quoteSelection)
  document.body.append(button)
  return button
}

function place(button: HTMLButtonElement): void {
  const selected = readSelection()
  button.hidden = !selected
  if (!selected) return
  const lines = selected.range.getClientRects()
  const last = lines[lines.length - 1] ?? selected.range.getBoundingClientRect()
  const left = Math.min(last.right, document.documentElement.clientWidth - button.offsetWidth - 8)
  button.style.top = `${last.bottom + scrollY + 8}px`
  button.style.left = `${Math.max(8, left) + scrollX}px`
}

/** Select words in a post and a button offers to quote them; "Quote" under a post quotes all of it. */
export function offerQuotes(): void {
  if (!replyBox()) return
  const button = makeButton()
  let timer = 0
  document.addEventListener('selectionchange', () => {
    clearTimeout(timer)
    timer = setTimeout(place, 200, button)
  })
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest('a[data-act="quote"]')
    const post = link?.closest<HTMLElement>('article.post')
    if (!post || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const selected = readSelection()
    quote(selected?.post === post ? selected.ref : nameOf(post))
  })
}
