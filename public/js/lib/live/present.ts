import { sayIn } from './connection.ts'

const listing = new Intl.ListFormat('en-GB')
/** Milliseconds between two words that somebody who chose to show it is here; the site believes each a little longer. */
const EVERY = 20_000

/** Of those who chose to show that they are here. */
export function showPresent(people: readonly { name: string; username: string }[]): void {
  const line = document.querySelector('[data-present]')
  if (!line) return
  const { me } = document.body.dataset
  const others = people.filter(({ username }) => username !== me)
  const names = others.slice(0, 8).map(({ name }) => name)
  const more = others.length - names.length
  if (more > 0) names.push(`${more} more`)
  if (others.length < people.length) names.push('you')
  line.textContent = names.length > 0 ? `Here now: ${listing.format(names)}` : ''
}

/** Says now and then that its reader is here, while the page is looked at. */
export function keepPresent(room: string): void {
  const say = (here: boolean) => void sayIn(room, 'here', { here })
  let timer = 0
  const begin = () => {
    clearInterval(timer)
    if (document.hidden) return say(false)
    say(true)
    timer = setInterval(say, EVERY, true)
  }
  begin()
  document.addEventListener('visibilitychange', begin)
  addEventListener('pagehide', () => say(false))
}
