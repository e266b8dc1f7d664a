import { isMarked } from './renew.ts'

/** Milliseconds. */
const LOOK_AGAIN = 2_000

/**
 * Words that somebody is marking just now stay for as long as that lasts, and only the newest version waits for its end. What is
 * gone goes at once, and nothing that waited brings it back.
 */
export function holdMarked<N>(show: (news: N) => void) {
  const held = new Map<number, N>()
  function letGo(place: number): void {
    const news = held.get(place)
    held.delete(place)
    if (news !== undefined) show(news)
  }
  return {
    /** @returns whether it has to wait */
    isHeld(place: number, { old, isGone, news }: { old: Element; isGone: boolean; news: N }): boolean {
      if (isGone || !isMarked(old)) {
        held.delete(place)
        return false
      }
      if (!held.has(place)) setTimeout(letGo, LOOK_AGAIN, place)
      held.set(place, news)
      return true
    },
    /** This version is shown, or nothing is any more. */
    forget(place?: number): void {
      if (place === undefined) held.clear()
      else held.delete(place)
    },
  }
}
