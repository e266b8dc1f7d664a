import pino from 'pino'
import { config } from './config.ts'

/** Lines are gathered and written off the request's path; `flushLog` empties them before the process ends. */
const destination = pino.destination({ dest: 1, sync: false, minLength: 4096 })

/** No host name, no process id: a line says what happened to the site, not on which machine. */
export const log = pino({ level: config.logLevel, base: null }, destination)

// What is gathered still has to appear while the site is quiet.
setInterval(() => destination.flush(), 500).unref()

export function flushLog(): void {
  try {
    destination.flushSync()
  } catch {
    // Standard output was closed before us; there is nowhere left to write.
  }
}
