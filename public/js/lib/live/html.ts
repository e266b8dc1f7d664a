import { showTimes } from '../times.ts'

/** One element out of a partial that our own server printed. */
export function elementOf(html: string): HTMLElement | undefined {
  const template = document.createElement('template')
  template.innerHTML = html
  const [first] = template.content.children
  showTimes(template.content)
  return first instanceof HTMLElement ? first : undefined
}
