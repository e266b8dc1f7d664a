import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from '../../src/app.ts'
import { openLive } from '../../src/sockets.ts'
import { createFront, openFrontLane, setReady } from '../../src/web/front.ts'
import { dropAllPages } from '../../src/web/kept-pages.ts'
import { prepareViews } from '../../src/web/views.ts'
import { closeTestDatabase, openTestDatabase } from './database.ts'
import { prepareMadeAssets } from './made-assets.ts'

export interface TestSite {
  /** For Supertest. */
  server: Server
  /** For browsers and sockets. */
  url: string
  close(): Promise<void>
}

/** The whole site on a database of its own, listening on a free port. */
export async function connectSite(): Promise<TestSite> {
  prepareViews()
  await prepareMadeAssets()
  const app = createApp()
  await openTestDatabase()
  dropAllPages()
  const server = createServer(createFront(app)).listen(0, '127.0.0.1')
  const closeLane = openFrontLane(server)
  await once(server, 'listening')
  const closeLive = openLive(server)
  setReady(true)
  const close = async () => {
    closeLane()
    await closeLive()
    server.closeAllConnections()
    server.close()
    await closeTestDatabase()
  }
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}
