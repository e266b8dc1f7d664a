import { keepPictures } from './renew.ts'

/** The messages of a room as they stand on the page. */
export const seqOf = (message: Element) => Number((message as HTMLElement).dataset.seq)

export function messagesIn(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>('[data-seq]')]
}

/** Milliseconds: messages of one person within so long stand under one name. */
const TOGETHER = 5 * 60_000

const timeOf = (message: Element) =>
  new Date(message.querySelector<HTMLTimeElement>('.message-when time')?.dateTime ?? Number.NaN)

const dayOf = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'Europe/London' })

function sayDay(message: Element): string | undefined {
  const at = timeOf(message)
  return Number.isNaN(at.getTime()) ? undefined : dayOf.format(at)
}

/** As the page itself would group it with the one before. */
function follows(before: Element | undefined, after: HTMLElement): boolean {
  if (!before?.matches('.message') || after.querySelector('.message-to')) return false
  const { author } = after.dataset
  if (!author || (before as HTMLElement).dataset.author !== author || sayDay(before) !== sayDay(after))
    return false
  return timeOf(after).getTime() - timeOf(before).getTime() < TOGETHER
}

/** Puts a new message where its place is; the order is the same for everybody. */
export function placeMessage(list: HTMLElement, fresh: HTMLElement): void {
  const all = messagesIn(list)
  const next = all.find((other) => seqOf(other) > seqOf(fresh))
  const before = all.findLast((other) => seqOf(other) < seqOf(fresh))
  fresh.classList.toggle('message-follows', follows(before, fresh))
  fresh.classList.add('post-arrived')
  const [day, last] = [sayDay(fresh), before && sayDay(before)]
  const isOtherDay = day !== undefined && (before === undefined || (last !== undefined && last !== day))
  if (next) (next.closest('details.folded') ?? next).before(fresh)
  else list.append(fresh)
  if (!isOtherDay) return
  const line = document.createElement('p')
  line.className = 'day-line'
  const words = document.createElement('span')
  words.textContent = day
  line.append(words)
  fresh.before(line)
}

const MOST_WORDS = 80

/** What answers a message repeats its words: it says what the message says now, and of one that is gone nothing. */
export function renewAnswers(list: HTMLElement, fresh: HTMLElement): void {
  const seq = seqOf(fresh)
  for (const link of list.querySelectorAll<HTMLElement>(`.message-to a[href$="#message-${seq}"]`)) {
    const name = link.querySelector('b')
    if (fresh.matches('.message-gone')) link.textContent = 'a message that was removed'
    else if (name) {
      const words = fresh.querySelector('.message-body')?.textContent?.trim().replace(/\s+/g, ' ') ?? ''
      const shown = words.length > MOST_WORDS ? `${words.slice(0, MOST_WORDS - 1).trimEnd()}…` : words
      link.replaceChildren(name, ` ${shown || 'a picture'}`)
    }
  }
}

/** Places of messages that are answered here: they may stand further up. */
export function answeredIn(list: HTMLElement): number[] {
  const links = [...list.querySelectorAll<HTMLAnchorElement>('.message-to a')]
  return links.map(({ hash }) => Number(/\d+$/.exec(hash)?.[0])).filter((seq) => seq > 0)
}

/** It stands above what this page shows, which begins somewhere in the room. */
export function isAbove(list: HTMLElement, seq: number): boolean {
  const [first] = messagesIn(list)
  return first !== undefined && seq < seqOf(first) && document.querySelector('a[rel="prev"]') !== null
}

type Kind = 'agree' | 'disagree' | 'thanks'
type Counts = Record<Kind, number>

export function showCounts(message: HTMLElement, counts: Counts): void {
  const line = message.querySelector<HTMLElement>('[data-counts]')
  if (!line) return
  line.hidden = counts.agree + counts.disagree + counts.thanks === 0
  for (const part of line.querySelectorAll<HTMLElement>('[data-of]')) {
    const count = counts[part.dataset.of as Kind]
    part.hidden = count === 0
    const number = part.querySelector('span')
    if (number) number.textContent = count.toLocaleString('en-GB')
  }
}

const pressedIn = (message: Element) =>
  message.querySelector<HTMLButtonElement>('form[data-react] button[aria-pressed="true"]')?.value

/** Puts the new version of a message where the old one stands; what this reader pressed stays pressed. */
export function renewMessage(old: HTMLElement, fresh: HTMLElement): void {
  const focused = document.activeElement
  const hadFocus = focused !== null && old.contains(focused)
  const form = fresh.querySelector<HTMLFormElement>('form[data-react]')
  const button = form?.querySelector<HTMLButtonElement>(`button[value="${pressedIn(old) ?? ''}"]`)
  if (form && button) {
    button.setAttribute('aria-pressed', 'true')
    button.setAttribute('formaction', form.action.replace('=PUT', '=DELETE'))
  }
  fresh.classList.toggle('message-follows', old.classList.contains('message-follows'))
  keepPictures(old, fresh)
  old.replaceWith(fresh)
  if (hadFocus) fresh.focus({ preventScroll: true })
}
