import { announce } from './announce.ts'

/** Milliseconds: what comes within so long is said in one sentence. */
const TOGETHER = 1_000

let count = 0

/** Something new has appeared before the reader's eyes; whoever does not see it hears of it. */
export function tellArrived(author: string | undefined): void {
  count += 1
  if (count > 1) return
  setTimeout(() => {
    const one = author ? `New post by ${author}` : 'A new post'
    announce(count === 1 ? one : `${count} new posts`)
    count = 0
  }, TOGETHER)
}
