import './express.ts'
import { unsign } from 'cookie-signature'
import { cookieName, parseCookies } from '../consent/cookies.ts'
import type { Account } from './account-record.ts'
import { findSignedIn } from './people.ts'
import { isSuspended } from './restriction.ts'
import { hashSecret } from './secret-hash.ts'
import { CachedStore } from './session-store.ts'

/** Whose connection it is. */
export interface Identity {
  account: string
  /** As `listSessions` names it. */
  session: string
}

/**
 * A cookie that opens nothing, or nothing any more; somebody who is suspended, and has only their rights; and whoever signed
 * in on the same browser after the page was printed for somebody else.
 */
export const shutOut = 'shut out'

function accountOfSession(store: CachedStore, sid: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    store.get(sid, (error, session) => (error ? reject(error) : resolve(session?.passport?.user)))
  })
}

/** `s%3A` and the id with its signature, as express-session writes it. */
function sessionIn(cookie: string, secret: string): string | false {
  const encoded = cookie.startsWith('s%3A') ? cookie.slice(4) : ''
  return (
    /^[\w.~%+/=-]+$/.test(encoded) &&
    unsign(encoded.replace(/%2B/g, '+').replace(/%2F/g, '/').replace(/%3D/g, '='), secret)
  )
}

/**
 * Reads who opens a socket from the cookie of the very request that opens it: the same cookie, signature and session as
 * for a page. Without one it is a visitor.
 */
export function socketIdentities(secret: string) {
  const store = new CachedStore()
  return {
    async identify(header: string | undefined, me?: unknown): Promise<Identity | typeof shutOut | undefined> {
      const isPageOf = (username: string) => typeof me !== 'string' || me === username
      const cookie = parseCookies(header).get(cookieName('stay'))
      if (cookie === undefined) return isPageOf('') ? undefined : shutOut
      const sid = sessionIn(cookie, secret)
      const id = sid && (await accountOfSession(store, sid))
      const account = id ? await allowedIn(id) : undefined
      if (!sid || !id || !account || !isPageOf(account.username)) return shutOut
      return { account: id, session: hashSecret(sid) }
    },
    account: allowedIn,
  }
}

async function allowedIn(id: string): Promise<Account | undefined> {
  const account = await findSignedIn(id)
  return account && !isSuspended(account) ? account : undefined
}
