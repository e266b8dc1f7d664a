import '../support/env.ts'
import type { Server } from 'node:http'
import supertest from 'supertest'
import { createAccount } from '../../src/auth/account.ts'
import { sessionMiddleware, startSession } from '../../src/auth/middleware.ts'
import { noticeInForce } from '../../src/consent/notice-version.ts'
import { choicesRoutes } from '../../src/privacy/choices.routes.ts'
import { noticeRoutes } from '../../src/privacy/notice.routes.ts'
import { miniSite } from '../support/mini.ts'

/** The privacy pages on the real plumbing and sessions; POST /test/sign-in signs somebody new in. */
export async function privacySite(): Promise<Server> {
  const { server } = await miniSite((app) => {
    app.use(sessionMiddleware('a secret of the tests, long enough'))
    app.use(choicesRoutes, noticeRoutes)
    app.post('/test/sign-in', async (req, res) => {
      const username = `rosa${process.hrtime.bigint()}`
      const account = await createAccount({
        username,
        email: `${username}@example.org`,
        passwordHash: '-',
        ageBand: '18+',
        noticeVersion: noticeInForce().version,
      })
      await startSession(req, res, account)
      res.json({ id: String(account._id) })
    })
    app.get('/test/me', (req, res) => {
      res.json({ username: req.user?.username ?? null })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

/** A browser: same-origin requests and a cookie jar. */
export function browserFor(server: Server) {
  return supertest.agent(server).set('Sec-Fetch-Site', 'same-origin')
}

export function setCookies(response: { headers: Record<string, unknown> }): string[] {
  const header = response.headers['set-cookie']
  return Array.isArray(header) ? header.map(String) : []
}

/** The values that stay in the browser, without those that are expired. */
export function keptCookies(response: { headers: Record<string, unknown> }): string {
  return setCookies(response)
    .filter((cookie) => !cookie.includes('Max-Age=0'))
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ')
}
