import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { MongoNetworkError } from 'mongodb'

interface Connection {
  socket: Socket
  onError(error: Error): void
  writeCommand(command: unknown, options: unknown): Promise<void>
}

const { Connection } = createRequire(import.meta.url)('mongodb/lib/cmap/connection.js') as {
  Connection: { prototype: Connection }
}

/**
 * Lets the driver fail where it would wait for ever. A command that is written to a socket that the other end has just closed
 * gets `false` and no event any more; the driver waits for "drain". When that happens to the heartbeat, the driver never
 * looks for the server again, and a site whose engine was killed stays away until it is started anew. A write that
 * fails a moment earlier is thrown as the bare error of the socket, which nobody takes for a network fault.
 */
export function failOnClosedSockets(): void {
  const { writeCommand } = Connection.prototype
  Connection.prototype.writeCommand = async function (command, options) {
    try {
      if (this.socket.destroyed)
        throw new MongoNetworkError('The connection was closed before it was written to')
      await writeCommand.call(this, command, options)
    } catch (error) {
      // What cannot be written down as BSON is no fault of the connection.
      const fault = isSocketError(error) ? new MongoNetworkError(error.message, { cause: error }) : error
      if (fault instanceof MongoNetworkError) this.onError(fault)
      throw fault
    }
  }
}

function isSocketError(error: unknown): error is Error {
  return error instanceof Error && /^E[A-Z]+$|^ERR_STREAM/.test(String((error as NodeJS.ErrnoException).code))
}
