import type { ReactionNews } from '../../../../src/live/spoken.ts'
import { showReactions } from '../reactions.ts'
import { elementOf } from './html.ts'

type Kind = 'agree' | 'disagree' | 'thanks'

const pressedIn = (post: Element) =>
  post.querySelector<HTMLButtonElement>('.react button[aria-pressed="true"]')?.value as Kind | undefined

/** What a person did to a post stands only on their own page: it goes on to the new version. */
function keepPressed(post: Element, pressed: Kind | undefined): void {
  const form = post.querySelector<HTMLFormElement>('form[data-react]')
  const button = pressed && form?.querySelector<HTMLButtonElement>(`button[value="${pressed}"]`)
  if (!form || !button) return
  button.setAttribute('aria-pressed', 'true')
  button.setAttribute('formaction', form.action.replace('=PUT', '=DELETE'))
}

function keepActions(old: Element, fresh: Element): void {
  const [mine, printed] = [old, fresh].map((post) => post.querySelector('.post-actions'))
  if (!mine || !printed) return
  const report = 'a[href^="/report"]'
  const newer = printed.querySelector<HTMLAnchorElement>(report)?.href
  const link = mine.querySelector<HTMLAnchorElement>(report)
  if (link && newer) link.href = newer
  printed.replaceWith(mine)
}

/** A picture that is on the screen stays there: drawn anew, it would blink. */
export function keepPictures(old: Element, fresh: Element): void {
  const shown = [...old.querySelectorAll<HTMLImageElement>('.post-images img')]
  for (const image of fresh.querySelectorAll<HTMLImageElement>('.post-images img')) {
    const same = shown.find((one) => one.getAttribute('src') === image.getAttribute('src'))
    if (!same) continue
    same.alt = image.alt
    image.replaceWith(same)
  }
}

/** Somebody is marking words in it just now. */
export function isMarked(post: Element): boolean {
  const marked = getSelection()
  return marked !== null && !marked.isCollapsed && marked.containsNode(post, true)
}

/** Puts the new version of a post where the old one stands. */
export function renewPost(old: Element, fresh: HTMLElement): void {
  const focused = document.activeElement
  const [pressed, value] = [pressedIn(old), focused instanceof HTMLButtonElement ? focused.value : '']
  const hadFocus = focused !== null && old.contains(focused)
  keepActions(old, fresh)
  keepPressed(fresh, pressed)
  keepPictures(old, fresh)
  old.replaceWith(fresh)
  if (!hadFocus) return
  const again = fresh.contains(focused)
    ? focused
    : value && fresh.querySelector(`.react button[value="${CSS.escape(value)}"]`)
  ;(again instanceof HTMLElement ? again : fresh).focus({ preventScroll: true })
}

/** Only the numbers are others: the words may be older than those that they were counted with. */
export function noteCounted(shown: HTMLElement, version: string): void {
  const [words] = shown.dataset.version?.split('.') ?? []
  shown.dataset.version = `${words}.${version.split('.')[1]}`
}

/** Only the numbers move. */
export function renewReactions(post: HTMLElement, { counts, version, html }: ReactionNews): void {
  if (post.matches('.tombstone')) return
  noteCounted(post, version)
  const form = post.querySelector<HTMLFormElement>('form[data-react]')
  if (form) {
    showReactions(form, { ...counts, mine: pressedIn(post) ?? null })
    return
  }
  const old = post.querySelector('.post-foot > .reactions')
  const fresh = elementOf(html)
  if (old && fresh) old.replaceWith(fresh)
  else if (old) old.remove()
  else if (fresh) post.querySelector('.post-foot')?.prepend(fresh)
}
