import type { Account } from './account-record.ts'

/** Passport puts the account on `req.user`; the session says whose it is and since when. */
declare global {
  namespace Express {
    interface User extends Account {}
  }
}

declare module 'express-session' {
  interface SessionData {
    passport?: { user?: string }
    startedAt: Date
    seenAt: Date
    device: string
  }
}
