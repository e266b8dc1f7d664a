import type { PostNews } from '../../../../src/live/spoken.ts'
import { offerArrivals } from './arrivals.ts'
import { tellArrived } from './arrived.ts'
import { enterRoom, onNews, sayIn } from './connection.ts'
import { holdMarked } from './held.ts'
import { elementOf } from './html.ts'
import { renewPost, renewReactions } from './renew.ts'
import { renewHead } from './topic-head.ts'
import { showTyping } from './typing.ts'

type News = Omit<PostNews, 'room'>

interface Missed {
  posts: News[]
  newest: number
  /** The answer is complete as far as this. */
  upTo: number
}

const numberOf = (post: Element) => Number(post.id.slice(5))
const isGone = (post: Element) => post.matches('.tombstone')
const MOST_SHOWN = 300

/** Keeps the page of a topic as it would be if it were loaded again. */
export function keepTopic(list: HTMLElement): void {
  const room = list.dataset.live ?? ''
  const isEnd = list.hasAttribute('data-is-end')
  /** New posts that were not on the screen when they came. */
  const waiting = new Map<number, HTMLElement>()
  const arrivals = offerArrivals(() => reveal(true))
  /** Heard since the last question: newer than its answer. */
  const heard = new Set<number>()
  const marked = holdMarked<News>(show)
  let newest = 0

  const hasSent = showTyping(
    room,
    document.querySelector('[data-typing]'),
    document.querySelector('form#reply > textarea'),
  )

  const posts = () => [...list.querySelectorAll<HTMLElement>('[id^="post-"]')]
  const last = () => Math.max(0, ...posts().map(numberOf))
  const isFull = () => posts().length + waiting.size >= MOST_SHOWN
  /** Nothing before it is missing. */
  let complete = last()
  const isEndInView = () => {
    const { bottom } = list.getBoundingClientRect()
    return !document.hidden && bottom > 0 && bottom < innerHeight
  }

  /** What somebody is writing below stays where it is. */
  function append(post: HTMLElement): void {
    const box = document.activeElement
    const before = box instanceof HTMLTextAreaElement ? box.getBoundingClientRect().top : undefined
    post.classList.add('post-arrived')
    const next = posts().find((other) => numberOf(other) > numberOf(post))
    if (next) (next.closest('details.folded') ?? next).before(post)
    else list.append(post)
    if (before !== undefined && box) scrollBy(0, box.getBoundingClientRect().top - before)
    seen()
  }

  let seenTimer = 0
  function seen(): void {
    clearTimeout(seenTimer)
    if (document.body.dataset.me && !document.hidden)
      seenTimer = setTimeout(() => sayIn(room, 'seen', { number: last() }), 1000)
  }

  function reveal(isAsked: boolean): void {
    const fresh = [...waiting.values()].sort((one, other) => numberOf(one) - numberOf(other))
    const [first] = fresh
    for (const post of fresh) append(post)
    waiting.clear()
    arrivals.show(0)
    if (!isAsked || !first) return
    first.focus({ preventScroll: true })
    first.scrollIntoView({ block: 'start' })
  }

  /** What is gone again already is nothing to look forward to. */
  function offer(): void {
    arrivals.show([...waiting.values()].filter((post) => !isGone(post)).length)
  }

  function arrive(post: HTMLElement): void {
    const author = post.querySelector<HTMLAnchorElement>('a.post-author')
    if (author) hasSent(decodeURIComponent(author.pathname.slice(3)))
    waiting.set(numberOf(post), post)
    if (isEndInView()) {
      reveal(false)
      if (!isGone(post)) tellArrived(author?.textContent.trim())
    } else offer()
  }

  function show(news: News): void {
    const { number, version } = news
    const fresh = elementOf(news.html)
    const old = posts().find((post) => numberOf(post) === number)
    if (!fresh) return
    if (old?.dataset.version === version) {
      marked.forget(number)
      return
    }
    if (old && marked.isHeld(number, { old, isGone: isGone(fresh), news })) return
    newest = Math.max(newest, number)
    if (number === complete + 1) complete = number
    if (old) renewPost(old, fresh)
    else if (waiting.has(number)) {
      waiting.set(number, fresh)
      offer()
    } else if (isEnd && !isFull()) arrive(fresh)
    else showElsewhere()
  }

  /** The page is not the last one, or as long as it may be: what is new stands further on. */
  function showElsewhere(): void {
    const known = isEnd ? Math.max(last(), ...waiting.keys()) : Number(list.dataset.newest ?? 0)
    if (newest > known)
      arrivals.show(newest - known, `${location.pathname.split('/').slice(0, 4).join('/')}/${known + 1}`)
  }

  onNews('post', (news) => {
    if (news.room !== room) return
    heard.add(news.number)
    show(news)
  })
  onNews('reactions', (news) => {
    if (news.room !== room) return
    const shown = [...posts(), ...waiting.values()].find((other) => numberOf(other) === news.number)
    if (shown) renewReactions(shown, news)
  })
  onNews('head', (news) => news.room === room && renewHead(news.html))
  const join = () => enterRoom(room, { since, catchUp, onShut })

  function since() {
    heard.clear()
    const shown = [...posts(), ...waiting.values()].slice(-MOST_SHOWN)
    return {
      have: Object.fromEntries(shown.map((post) => [numberOf(post), post.dataset.version ?? ''])),
      isEnd: isEnd && !isFull(),
      upTo: complete,
    }
  }

  function catchUp(missed: unknown): void {
    const { posts: changed, newest: now, upTo } = missed as Missed
    if (list.dataset.newest === undefined) list.dataset.newest = String(now)
    newest = Math.max(newest, now)
    for (const news of changed) if (!heard.has(news.number)) show(news)
    complete = Math.max(complete, upTo)
    if (!isEnd || isFull()) showElsewhere()
    else if (complete < now) join()
  }

  /** It is gone, or not for this reader any more: a page that is loaded would not show its words either. */
  function onShut(): void {
    waiting.clear()
    marked.forget()
    arrivals.show(0)
    const notice = document.createElement('p')
    notice.className = 'notice'
    notice.textContent = 'This topic cannot be read here any more. What you were writing is still below.'
    if (!document.querySelector('form#reply')) notice.textContent = 'This topic cannot be read here any more.'
    list.replaceChildren(notice)
  }

  join()
  addEventListener('scroll', () => waiting.size > 0 && isEndInView() && reveal(false), { passive: true })
  document.addEventListener(
    'visibilitychange',
    () => document.hidden || (waiting.size > 0 && isEndInView() && reveal(false)),
  )
}
