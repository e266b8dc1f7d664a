import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'
import type { LiveRoom, Outlet } from '../../src/web/live-room.ts'
import { type Identities, openSockets } from '../../src/web/sockets.ts'
import type { TestSite } from '../support/site.ts'

/** Live connections with rooms of a test, and nothing else of the forum. */
export async function openMiniLive(
  rooms: readonly LiveRoom[],
  identities: Partial<Identities> = {},
): Promise<TestSite> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const closeLive = openSockets(server, rooms, {
    identify: async () => undefined,
    account: async () => undefined,
    ...identities,
  })
  const close = async () => {
    await closeLive()
    server.closeAllConnections()
    server.close()
  }
  after(close)
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

/** A room that lets everybody in, unless told otherwise. */
export function openRoom(kind: string, wanted: Partial<LiveRoom> = {}): LiveRoom & { out: Outlet } {
  const room = {
    kind,
    admit: async (_: unknown, id: string) => ({ groups: [`${kind}:${id}`], tags: [] }),
    since: async () => null,
    out: {} as Outlet,
    listen(out: Outlet) {
      room.out = out
      return () => undefined
    },
    ...wanted,
  }
  return room
}
