import { before as register } from 'node:test'

let last: Promise<unknown> = Promise.resolve()

/**
 * As `before` of node:test, which runs all hooks of a file at once: these run in the order in which they are written, so
 * that nothing is put into a database that is not ready. Where one fails, those after it fail with its reason.
 */
export function before(act: () => unknown): void {
  register(async () => {
    last = last.then(act)
    await last
  })
}
