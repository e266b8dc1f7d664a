import { log } from '../log.ts'

/** What follows a reply without keeping its author waiting. It may be lost with the process, so nothing true depends on it. */
const running = new Set<Promise<void>>()

export function doLater(what: string, task: () => unknown): void {
  const run = new Promise<void>((done) => setImmediate(done)).then(task).then(
    () => undefined,
    (error) => log.warn({ err: error, what }, 'something that should follow an answer did not'),
  )
  running.add(run)
  run.finally(() => running.delete(run))
}

/** Everything begun so far, and what that began. */
export async function laterDone(): Promise<void> {
  while (running.size > 0) await Promise.all(running)
}
