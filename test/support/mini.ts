import { createServer, type Server } from 'node:http'
import express, { type Express } from 'express'
import { readBody } from '../../src/web/body.ts'
import { answerErrors, nothingHere } from '../../src/web/errors.ts'
import { createFront, openFrontLane, setReady } from '../../src/web/front.ts'
import { markReading } from '../../src/web/kept-pages.ts'
import { readMethod, refuseForeignWrites } from '../../src/web/origin.ts'
import { logRequests } from '../../src/web/request-log.ts'
import { keepPrivate, securityHeaders } from '../../src/web/security.ts'
import { prepareViews } from '../../src/web/views.ts'
import { prepareMadeAssets } from './made-assets.ts'

/** The real plumbing of `web/` with routes of a test's own: no database, no session. */
export async function miniSite(routes: (app: Express) => void): Promise<{ server: Server }> {
  prepareViews()
  await prepareMadeAssets()
  const app = express()
  app.set('query parser', 'simple')
  app.disable('etag')
  app.use(logRequests, markReading, securityHeaders, keepPrivate, readMethod, refuseForeignWrites, readBody)
  routes(app)
  app.use(nothingHere)
  app.use(answerErrors)
  setReady(true)
  const server = createServer(createFront(app))
  openFrontLane(server)
  return { server }
}
