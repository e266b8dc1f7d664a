import './express.ts'
import type { Request } from 'express'
import passport from 'passport'
import { Strategy } from 'passport-local'
import { now } from '../clock.ts'
import type { Account } from './account-record.ts'
import { checkPassword } from './credentials.ts'
import { describeDevice } from './device.ts'
import { findSignedIn } from './people.ts'

passport.use(
  new Strategy({ usernameField: 'login', passwordField: 'password' }, (login, password, done) => {
    checkPassword(login, password).then((account) => done(null, account ?? false), done)
  }),
)

// Runs between the renewal of the session id and its first saving.
passport.serializeUser((req: Request, user: Express.User, done: (error: unknown, id?: string) => void) => {
  const device = describeDevice(req.get('User-Agent'))
  Object.assign(req.session, { startedAt: now(), seenAt: now(), device })
  done(null, String(user._id))
})

passport.deserializeUser((id: string, done) => {
  findSignedIn(id).then((account) => done(null, account ?? false), done)
})

export { passport }

/** Checks `login` and `password` of the body, which must be text by now. @returns undefined where they do not match. */
export function authenticate(req: Request): Promise<Account | undefined> {
  return new Promise((resolve, reject) => {
    const answer = (error: unknown, account: Account | false | null | undefined) =>
      error ? reject(error) : resolve(account || undefined)
    passport.authenticate('local', answer)(req, req.res, reject)
  })
}
