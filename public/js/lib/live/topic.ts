import type { PostNews } from '../../../../src/live/spoken.ts'
import { announce } from './announce.ts'
import { offerArrivals } from './arrivals.ts'
import { enterRoom, onNews, sayIn } from './connection.ts'
import { elementOf } from './html.ts'
import { isMarked, renewPost, renewReactions } from './renew.ts'
import { renewHead } from './topic-head.ts'
import { showTyping } from './typing.ts'

interface Missed {
  posts: Omit<PostNews, 'room'>[]
  newest: number
}

const numberOf = (post: Element) => Number(post.id.slice(5))
const MOST_SHOWN = 300
const LOOK_AGAIN = 2_000

/** Keeps the page of a topic as it would be if it were loaded again. */
export function keepTopic(list: HTMLElement): void {
  const room = list.dataset.live ?? ''
  const isEnd = list.hasAttribute('data-is-end')
  /** New posts that were not on the screen when they came. */
  const waiting = new Map<number, HTMLElement>()
  const arrivals = offerArrivals(() => reveal(true))
  /** Heard since the last question: newer than its answer. */
  const heard = new Set<number>()
  let newest = 0

  const hasSent = showTyping(
    room,
    document.querySelector('[data-typing]'),
    document.querySelector('form#reply > textarea'),
  )

  const posts = () => [...list.querySelectorAll<HTMLElement>('[id^="post-"]')]
  const last = () => Math.max(0, ...posts().map(numberOf))
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
    const [first] = waiting.values()
    for (const post of waiting.values()) append(post)
    waiting.clear()
    arrivals.show(0)
    if (!isAsked || !first) return
    first.focus({ preventScroll: true })
    first.scrollIntoView({ block: 'start' })
  }

  function arrive(post: HTMLElement): void {
    const author = post.querySelector<HTMLAnchorElement>('a.post-author')
    if (author) {
      announce(`New post by ${author.textContent.trim()}`)
      hasSent(decodeURIComponent(author.pathname.slice(3)))
    }
    waiting.set(numberOf(post), post)
    if (isEndInView()) reveal(false)
    else arrivals.show(waiting.size)
  }

  function show(news: Omit<PostNews, 'room'>): void {
    const fresh = elementOf(news.html)
    const old = posts().find((post) => numberOf(post) === news.number)
    if (!fresh || old?.dataset.version === news.version) return
    if (old && isMarked(old)) {
      setTimeout(show, LOOK_AGAIN, news)
      return
    }
    newest = Math.max(newest, news.number)
    if (old) renewPost(old, fresh)
    else if (waiting.has(news.number)) waiting.set(news.number, fresh)
    else if (isEnd && last() < news.number + MOST_SHOWN) arrive(fresh)
    else if (!isEnd) showElsewhere()
  }

  /** The page is not the last one: what is new stands further on. */
  function showElsewhere(): void {
    const known = Number(list.dataset.newest ?? 0)
    if (newest > known)
      arrivals.show(newest - known, `${location.pathname.split('/').slice(0, 4).join('/')}/${known + 1}`)
  }

  onNews('post', (news) => {
    if (news.room !== room) return
    heard.add(news.number)
    show(news)
  })
  onNews('reactions', (news) => {
    const post = news.room === room && posts().find((other) => numberOf(other) === news.number)
    if (post) renewReactions(post, news)
  })
  onNews('head', (news) => news.room === room && renewHead(news.html))
  enterRoom(room, {
    since() {
      heard.clear()
      const shown = [...posts(), ...waiting.values()].slice(-MOST_SHOWN)
      return {
        have: Object.fromEntries(shown.map((post) => [numberOf(post), post.dataset.version ?? ''])),
        isEnd,
      }
    },
    catchUp(missed) {
      const { posts: changed, newest: now } = missed as Missed
      if (list.dataset.newest === undefined) list.dataset.newest = String(now)
      newest = Math.max(newest, now)
      for (const news of changed) if (!heard.has(news.number)) show(news)
      if (!isEnd) showElsewhere()
    },
  })
  addEventListener('scroll', () => waiting.size > 0 && isEndInView() && reveal(false), { passive: true })
  document.addEventListener(
    'visibilitychange',
    () => document.hidden || (waiting.size > 0 && isEndInView() && reveal(false)),
  )
}
