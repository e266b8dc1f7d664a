import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { KEEP_ALIVE } from './wire.ts'

/** Bytes that answer the first chunk of a question, or undefined where the HTTP server shall read it. */
export type Answer = (chunk: Buffer) => Buffer | undefined

/** Milliseconds for the first question of a connection; the HTTP server is as patient. */
const FIRST_WORD = 15_000

/**
 * Puts a lane in front of the HTTP server: what `answer` knows goes out on the socket at once, in one write. The first
 * question that it does not know hands the whole connection over, for good: unread, and after every answer before it.
 * Reading a request and building a response is two thirds of the work for a page that is in memory.
 * @param firstWord milliseconds of patience
 * @returns closes the connections that are in the lane
 */
export function openLane(server: Server, answer: Answer, firstWord = FIRST_WORD): () => void {
  const [handOver] = server.listeners('connection') as ((socket: Socket) => void)[]
  if (!handOver) throw new TypeError('The server takes no connections')
  const inLane = new Set<Socket>()

  function enter(socket: Socket): void {
    inLane.add(socket)
    let isAnswered = false
    const destroy = () => socket.destroy()
    const end = () => socket.end()
    const forget = () => inLane.delete(socket)
    const leave = (chunk: Buffer) => {
      socket
        .off('data', read)
        .off('end', end)
        .off('error', destroy)
        .off('timeout', destroy)
        .off('close', forget)
      socket.setTimeout(0)
      forget()
      socket.pause()
      socket.unshift(chunk)
      handOver?.call(server, socket)
      socket.resume()
    }
    const read = (chunk: Buffer) => {
      // Who does not take what was sent already is not given more from here; the HTTP server knows how to wait.
      const bytes = socket.writableLength === 0 ? answer(chunk) : undefined
      if (!bytes) return leave(chunk)
      socket.write(bytes)
      if (!isAnswered) socket.setTimeout(Math.min(firstWord, KEEP_ALIVE))
      isAnswered = true
    }
    socket.setTimeout(firstWord)
    socket.on('data', read).on('end', end).on('error', destroy).on('timeout', destroy).on('close', forget)
  }

  server.off('connection', handOver)
  server.on('connection', enter)
  return () => {
    for (const socket of inLane) socket.end()
  }
}
