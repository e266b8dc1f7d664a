import type { Server, Socket } from 'socket.io'
import type { FromPage, ToPage } from '../live/spoken.ts'
import { log } from '../log.ts'
import type { Pace } from './socket-pace.ts'

/** What is known of a connection. */
interface Known {
  /** Id of the account; undefined is a visitor. */
  account?: string
  session?: string
  pace: Pace
  /** Name of each room it is in → its groups there. */
  rooms: Map<string, readonly string[]>
  /** What is under way. */
  turn: Promise<unknown>
}

export type LiveServer = Server<FromPage, ToPage, Record<string, never>, Known>
export type LiveSocket = Socket<FromPage, ToPage, Record<string, never>, Known>

/** For a page this is a cut like any other: it comes back, and is looked at anew. Nothing more is sent to it. */
function breakOff(socket: LiveSocket): void {
  socket.conn.close(true)
}

/** What one connection asks for, and what is asked about it, do not overtake each other. */
export function inTurn(socket: LiveSocket, task: () => Promise<unknown>): void {
  socket.data.turn = socket.data.turn.then(task).catch((error) => {
    log.error({ err: error }, 'a live connection failed')
    // Whoever cannot be looked at hears nothing. That they may not hear it is not what happened.
    breakOff(socket)
  })
}
