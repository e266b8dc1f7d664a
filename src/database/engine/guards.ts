import { type Document, serialize } from 'bson'
import { fieldNames } from './bson-fields.ts'
import { type Message, withNumber } from './wire.ts'

/** Each of these ends the engine with SIGSEGV (0.1.1), or would let a visitor of the socket stop it. */
const denied = new Set([
  'startSession',
  'killSessions',
  'killAllSessions',
  'killAllSessionsByPattern',
  'shutdown',
])

/** Answered past the queue, so that one can look at a busy engine and end what keeps it busy. */
const control = new Set([
  'hello',
  'isMaster',
  'ismaster',
  'ping',
  'buildInfo',
  'currentOp',
  'killOp',
  'serverStatus',
])

const greetings = new Set(['hello', 'isMaster', 'ismaster'])

const limited = new Set([
  'find',
  'aggregate',
  'count',
  'distinct',
  'findAndModify',
  'findandmodify',
  'update',
  'delete',
  'bulkWrite',
])

const common = new Set([
  ...control,
  ...limited,
  'insert',
  'getMore',
  'killCursors',
  'createIndexes',
  'create',
])

/** The reply to a command that the engine must not see, or undefined. */
export function answerInstead(message: Message): Document | undefined {
  // Tools say it when they leave; the engine has no sessions and dies of the question.
  if (message.command === 'endSessions') return { ok: 1 }
  if (denied.has(message.command))
    return refusal(59, 'CommandNotFound', `no such command: '${message.command}'`)
  if (message.isLegacy && !greetings.has(message.command))
    return refusal(352, 'UnsupportedOpQueryCommand', 'Only a greeting may come in this form.')
  return undefined
}

export function refusal(code: number, codeName: string, errmsg: string): Document {
  return { ok: 0, code, codeName, errmsg }
}

export function isControl(message: Message): boolean {
  return control.has(message.command)
}

/** Seldom used: if the engine dies of it, its name helps. */
export function isRare(message: Message): boolean {
  return !common.has(message.command)
}

/**
 * The message with a time limit where its sender set none: the engine goes on with a command whose sender is gone.
 * Never for getMore, which takes the limit of its query.
 */
export function withTimeLimit(message: Message, milliseconds: number): Buffer {
  if (message.isLegacy || !limited.has(message.command)) return message.bytes
  for (const name of fieldNames(message.bytes, message.body.start, message.body.end))
    if (name === 'maxTimeMS') return message.bytes
  return withNumber(message, 'maxTimeMS', milliseconds)
}

export function toBytes(reply: Document): Buffer {
  return Buffer.from(serialize(reply))
}
