import express from 'express'
import { sessionMiddleware } from './auth/middleware.ts'
import { config } from './config.ts'
import { choicesRoutes } from './privacy/choices.routes.ts'
import { noticeRoutes } from './privacy/notice.routes.ts'
import { readBody } from './web/body.ts'
import { answerErrors, nothingHere } from './web/errors.ts'
import { markReading } from './web/kept-pages.ts'
import { readMethod, refuseForeignWrites } from './web/origin.ts'
import { logRequests } from './web/request-log.ts'
import { securityHeaders } from './web/security.ts'
import { sessionSecret } from './web/secret.ts'
import { refuseWritesWhenFull } from './web/writable.ts'

/** The table of contents: the middleware in order, then one line per router. */
export function createApp(): express.Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', config.trustProxy)
  app.set('query parser', 'simple')

  app.use(logRequests)
  app.use(markReading)
  app.use(securityHeaders)
  app.use(readMethod)
  app.use(refuseForeignWrites)
  app.use(refuseWritesWhenFull)
  app.use(readBody)
  app.use(sessionMiddleware(sessionSecret()))

  app.use(noticeRoutes)
  app.use(choicesRoutes)

  app.use(nothingHere)
  app.use(answerErrors)
  return app
}
