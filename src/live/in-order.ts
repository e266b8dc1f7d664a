import { log } from '../log.ts'

/**
 * Tasks about the same thing follow each other, whatever each of them waits for: what happened in one place is told in its
 * order. One that fails holds up no other.
 * @param what for the log: "news of a topic"
 */
export function inOrder<K>(what: string) {
  const turns = new Map<K, Promise<void>>()
  return (about: K, task: () => Promise<void>): void => {
    const turn = (turns.get(about) ?? Promise.resolve())
      .then(task)
      .catch((error) => log.warn({ err: error, about }, `${what} was lost`))
    turns.set(about, turn)
    turn.finally(() => turns.get(about) === turn && turns.delete(about))
  }
}
