import type { CountsNews, MessageNews } from '../../../../src/live/spoken.ts'
import { announce } from './announce.ts'
import { offerArrivals } from './arrivals.ts'
import { enterRoom, onNews, sayIn } from './connection.ts'
import { holdMarked } from './held.ts'
import { elementOf } from './html.ts'
import { keepPresent, showPresent } from './present.ts'
import { noteCounted } from './renew.ts'
import { isEndShown, showEnd } from './room-end.ts'
import {
  answeredIn,
  isAbove,
  messagesIn,
  placeMessage,
  renewAnswers,
  renewMessage,
  seqOf,
  showCounts,
} from './room-rows.ts'
import { talkInPlace } from './talking.ts'
import { showTyping } from './typing.ts'

interface Missed {
  messages: Omit<MessageNews, 'room'>[]
  at: number
  isMore: boolean
  present?: { username: string; name: string }[]
  canSay?: boolean
}

/** Keeps the page of a chat room as it would be if it were loaded again. */
export function keepChat(list: HTMLElement): void {
  const room = list.dataset.live ?? ''
  const isEnd = list.hasAttribute('data-newest')
  const form = document.querySelector<HTMLFormElement>('form[data-say]')
  /** Heard since the last question: newer than its answer. */
  const heard = new Set<number>()
  const unseen = new Set<number>()
  const marked = holdMarked<Omit<MessageNews, 'room'>>(show)
  const arrivals = offerArrivals(toEnd, 'message', form ?? document.body)
  const find = (seq: number) => messagesIn(list).find((message) => seqOf(message) === seq)
  const last = () => Math.max(0, ...messagesIn(list).map(seqOf))
  const talk = form && talkInPlace({ room, list, form, join })

  const isEndInView = () => isEndShown(list, form)

  function toEnd(): void {
    unseen.clear()
    showEnd(form)
    form?.querySelector('textarea')?.focus({ preventScroll: true })
    noteEnd()
  }

  let timer = 0
  /** The end is on the screen: what stands there is read. Elsewhere there is a way to it. */
  function noteEnd(): void {
    if (isEnd && !isEndInView()) {
      arrivals.show(unseen.size)
      return
    }
    unseen.clear()
    arrivals.show(0)
    clearTimeout(timer)
    if (isEnd && document.body.dataset.me && last() > 0)
      timer = setTimeout(() => sayIn(room, 'seen', { seq: last() }), 1000)
  }

  /** Whoever is at the end stays there; for everybody else nothing moves. */
  function arrive(fresh: HTMLElement): void {
    const wasAtEnd = isEndInView()
    const isMine = fresh.dataset.author === document.body.dataset.me
    const height = list.offsetHeight
    placeMessage(list, fresh)
    document.querySelector('[data-empty]')?.remove()
    if (wasAtEnd || isMine) scrollBy(0, list.offsetHeight - height)
    else if (fresh.matches('.message')) unseen.add(seqOf(fresh))
    const author = fresh.querySelector('.message-author')?.textContent?.trim()
    if (author && !isMine) announce(`${author}: ${fresh.querySelector('.message-body')?.textContent?.trim()}`)
    noteEnd()
  }

  function show(news: Omit<MessageNews, 'room'>): void {
    const old = find(news.seq)
    if (old?.dataset.version === news.version) {
      marked.forget(news.seq)
      talk?.settle(news)
      return
    }
    const fresh = elementOf(news.html)
    if (!fresh) return
    if (old && marked.isHeld(news.seq, { old, isGone: fresh.matches('.message-gone'), news })) return
    talk?.settle(news)
    renewAnswers(list, fresh)
    if (fresh.matches('.message-gone')) talk?.forget(news.seq)
    if (old) renewMessage(old, fresh)
    else if (isEnd && !isAbove(list, news.seq)) arrive(fresh)
  }

  function join(): void {
    enterRoom(room, {
      since() {
        heard.clear()
        const seqs = messagesIn(list).map(seqOf)
        const from = Math.min(seqs[0] ?? 0, ...answeredIn(list))
        return { at: Number(list.dataset.at ?? 0), from, to: last(), isEnd }
      },
      catchUp(missed) {
        const { messages, at, isMore, present, canSay } = missed as Missed
        // The other one wants to talk now: the page has a box to write in.
        if (canSay && document.querySelector('[data-waiting]')) return location.reload()
        list.dataset.at = String(at)
        for (const news of messages) if (!heard.has(news.seq)) show(news)
        if (isMore) arrivals.show(messages.length, location.pathname)
        if (present) showPresent(present)
        talk?.sendAgain()
        beginPresent()
      },
    })
  }

  let isPresent = false
  function beginPresent(): void {
    if (isPresent || !document.querySelector('[data-present][data-shown]')) return
    isPresent = true
    keepPresent(room)
  }

  onNews('message', (news) => {
    if (news.room !== room) return
    heard.add(news.seq)
    show(news)
  })
  onNews('counts', (news: CountsNews) => {
    const message = news.room === room && find(news.seq)
    if (!message || message.matches('.message-gone')) return
    noteCounted(message, news.version)
    showCounts(message, news.counts)
  })
  onNews('present', ({ room: where, people }) => where === room && showPresent(people))
  join()
  // A room opens at its end, and whoever is there stays there while the box, or what waits to be sent, grows.
  if (isEnd && scrollY === 0 && !document.querySelector(':target')) showEnd(form)
  let wasAtEnd = isEndInView()
  addEventListener('scroll', () => (wasAtEnd = isEndInView()), { passive: true })
  const page = form?.closest('main')
  if (page) new ResizeObserver(() => wasAtEnd && showEnd(form)).observe(page)
  addEventListener('scroll', noteEnd, { passive: true })
  document.addEventListener('visibilitychange', noteEnd)
  showTyping(room, document.querySelector('[data-typing]'), form?.querySelector('textarea') ?? null)
}
