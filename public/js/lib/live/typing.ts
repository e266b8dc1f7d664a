import { onNews, sayIn } from './connection.ts'

/** Milliseconds between two words that somebody writes, and how long each is believed. */
const EVERY = 3_000
const BELIEVED = 6_000

const listing = new Intl.ListFormat('en-GB')

/**
 * "Ada is writing", for those who read the same; what she writes is nobody's business until she sends it.
 * @param heard what the site calls the room, where its name holds a secret
 * @returns says that somebody has sent what they wrote
 */
export function showTyping(
  room: string,
  line: HTMLElement | null,
  box: HTMLTextAreaElement | null,
  heard = room,
): (username: string) => void {
  const writers = new Map<string, { name: string; until: number }>()
  let timer = 0
  const show = () => {
    const now = Date.now()
    for (const [username, { until }] of writers) if (until <= now) writers.delete(username)
    const names = [...writers.values()].map(({ name }) => name)
    const shown = names.length > 3 ? `${names.length} people` : listing.format(names)
    if (line) line.textContent = names.length ? `${shown} ${names.length === 1 ? 'is' : 'are'} writing` : ''
    clearTimeout(timer)
    if (names.length) timer = setTimeout(show, 1000)
  }
  onNews('typing', ({ room: where, name, username }) => {
    if (where !== heard) return
    writers.set(username, { name, until: Date.now() + BELIEVED })
    show()
  })
  let saidAt = 0
  box?.addEventListener('input', () => {
    if (Date.now() - saidAt < EVERY || box.value.trim() === '') return
    saidAt = Date.now()
    void sayIn(room, 'typing', {})
  })
  return (username) => {
    if (writers.delete(username)) show()
  }
}
