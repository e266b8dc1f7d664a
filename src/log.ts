import pino from 'pino'
import { config } from './config.ts'
import { LogFile } from './log-file.ts'

/** These repeat the values, or the whole document, that they are about. */
const talkative = /^(Mongo|Mongoose|BSON|BulkWrite|ValidationError$|CastError$|ValidatorError$)/

function withoutPeople(name: string, message: string): string {
  const plain = message.replace(/[^\s"'<>(){}[\],;:]+@[^\s"'<>(){}[\],;:]+/g, '…@…')
  return talkative.test(name) ? plain.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '"…"') : plain
}

/**
 * What the log says of an error: its kind, code, words and place. Everything else that hangs on it stays out, because the
 * database's errors carry addresses and texts, and the log points at nobody (N16).
 */
export function describeError(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  const { name, message, stack = '', cause } = error
  const { code } = error as { code?: unknown }
  return {
    type: name,
    ...(['string', 'number'].includes(typeof code) && { code }),
    message: withoutPeople(name, message).slice(0, 500),
    stack: stack
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12)
      .join('\n'),
    ...(cause instanceof Error && depth < 3 && { cause: describeError(cause, depth + 1) }),
  }
}

const destination = new LogFile(1)

/** No host name, no process id: a line says what happened to the site, not on which machine. */
export const log = pino(
  { level: config.logLevel, base: null, serializers: { err: (error: unknown) => describeError(error) } },
  destination,
)

// What is gathered still has to appear while the site is quiet, and when the process ends.
setInterval(() => destination.flush(), 500).unref()
process.on('exit', () => destination.flush())

const saysInfo = log.isLevelEnabled('info')

/** For the busiest line of all, which need not be put together from an object. @param fields JSON, without its braces */
export function logLine(fields: string): void {
  if (saysInfo) destination.write(`{"level":30,"time":${Date.now()},${fields}}\n`)
}
