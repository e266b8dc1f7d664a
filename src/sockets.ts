import type { Server } from 'node:http'
import { socketIdentities } from './auth/socket-identity.ts'
import { chatRoom } from './chat/chat.socket.ts'
import { roomsRoom } from './chat/rooms.socket.ts'
import { listRoom } from './forum/lists.socket.ts'
import { topicRoom } from './forum/topics.socket.ts'
import { bellRoom } from './notifications/bell.socket.ts'
import { supportRoom } from './support/support.socket.ts'
import { talkRoom } from './support/talk.socket.ts'
import { sessionSecret } from './web/secret.ts'
import { openSockets } from './web/sockets.ts'

/** The table of contents of what is live: one line per kind of room. @returns closes all connections */
export function openLive(server: Server): () => Promise<void> {
  const rooms = [topicRoom, listRoom, chatRoom, roomsRoom, talkRoom, supportRoom, bellRoom]
  return openSockets(server, rooms, socketIdentities(sessionSecret()))
}
