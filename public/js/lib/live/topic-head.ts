import { elementOf } from './html.ts'

const titleIn = (head: Element) => head.querySelector('h1')?.textContent?.trim() ?? ''

/** The title, labels and marks above the posts; the name of the window goes with them. */
export function renewHead(html: string): void {
  const old = document.getElementById('topic-head')
  const fresh = elementOf(html)
  if (!old || !fresh) return
  const focused = document.activeElement
  const href = old.contains(focused) ? focused?.getAttribute('href') : undefined
  const [before, after] = [titleIn(old), titleIn(fresh)]
  if (before !== '' && document.title.startsWith(before))
    document.title = after + document.title.slice(before.length)
  old.replaceWith(fresh)
  const again = href && fresh.querySelector<HTMLElement>(`a[href="${CSS.escape(href)}"]`)
  if (again) again.focus({ preventScroll: true })
}
