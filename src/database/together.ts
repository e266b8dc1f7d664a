import { setImmediate as nextTurn } from 'node:timers/promises'

/** More in one command would keep the others waiting for it. */
const MOST = 100

interface Waiting<Item, Result> {
  item: Item
  resolve(result: Result): void
  reject(fault: unknown): void
}

/**
 * Makes one call of many. What is asked for under one key in the same moment, or while the last call is under way, goes
 * together in the next, in order of arrival.
 * @param act has an answer for each item, in order; an `Error` there is thrown to that caller alone, what it throws itself to
 * all of this call
 */
export function together<Item, Result>(
  act: (items: Item[], key: string) => Promise<(Result | Error)[]>,
): (item: Item, key?: string) => Promise<Result> {
  const queues = new Map<string, Waiting<Item, Result>[]>()

  async function empty(key: string, waiting: Waiting<Item, Result>[]): Promise<void> {
    while (waiting.length > 0) {
      // Requests that came in together ask within the same turn.
      await nextTurn()
      await callFor(key, waiting.splice(0, MOST))
    }
    queues.delete(key)
  }

  async function callFor(key: string, batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const answers = await act(
        batch.map(({ item }) => item),
        key,
      )
      for (const [at, { resolve, reject }] of batch.entries()) {
        const answer = answers[at]
        if (answer instanceof Error) reject(answer)
        else resolve(answer as Result)
      }
    } catch (fault) {
      for (const { reject } of batch) reject(fault)
    }
  }

  return (item, key = '') => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    const queue = queues.get(key)
    const waiting = queue ?? []
    waiting.push({ item, resolve, reject })
    if (!queue) {
      queues.set(key, waiting)
      void empty(key, waiting)
    }
    return promise
  }
}
