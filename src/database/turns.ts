import { seconds } from '../clock.ts'
import { Unavailable } from '../errors.ts'

interface Turn {
  start: () => void
  giveUp: NodeJS.Timeout
}

const busy = 'Many people are searching at this moment. Please try again in a few seconds.'

/**
 * Lets so many run at once; the others wait a moment, and are told kindly when it takes too long. One search may keep
 * the store busy for a second, and the store does only a few things at once (design 7).
 */
export function takeTurns(atOnce: number, mostWaiting: number, patience = seconds(2)) {
  const waiting = new Set<Turn>()
  let running = 0

  async function takePlace(): Promise<void> {
    if (running < atOnce) {
      running += 1
      return
    }
    if (waiting.size >= mostWaiting) throw new Unavailable(busy)
    await new Promise<void>((resolve, reject) => {
      const turn: Turn = {
        start: resolve,
        giveUp: setTimeout(() => {
          waiting.delete(turn)
          reject(new Unavailable(busy))
        }, patience),
      }
      waiting.add(turn)
    })
  }

  /** The place goes straight to the next in line, so that nobody overtakes. */
  function leavePlace(): void {
    const [next] = waiting
    if (!next) {
      running -= 1
      return
    }
    waiting.delete(next)
    clearTimeout(next.giveUp)
    next.start()
  }

  return async <T>(run: () => Promise<T>): Promise<T> => {
    await takePlace()
    try {
      return await run()
    } finally {
      leavePlace()
    }
  }
}
