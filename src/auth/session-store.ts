import './express.ts'
import MongoStore from 'connect-mongo'
import type { Request } from 'express'
import { type Cookie, type SessionData, Store } from 'express-session'
import mongoose, { Types } from 'mongoose'
import { config } from '../config.ts'
import { changed } from '../live/bus.ts'
import { hashSecret } from './secret-hash.ts'
import { keptSessions, type StoredSession, timeLeft, updateSession } from './session.ts'

type Done = (error?: unknown) => void
type Found = (error: unknown, session?: SessionData | null) => void

/** A session without an account is not worth keeping. */
function storedOf(session: SessionData): StoredSession | undefined {
  const account = session.passport?.user
  if (!account) return undefined
  const { startedAt, seenAt, device } = session
  return { account: new Types.ObjectId(account), startedAt, seenAt, device }
}

/** Made anew for each request: express-session and Passport write on what they get. */
function sessionOf(stored: StoredSession): SessionData {
  const { account, startedAt, seenAt, device } = stored
  const cookie = { originalMaxAge: timeLeft(stored) } as Cookie
  return { cookie, passport: { user: String(account) }, startedAt, seenAt, device }
}

function makeMongoStore() {
  const { connection } = mongoose
  return MongoStore.create({
    client: connection.getClient(),
    dbName: connection.name,
    collectionName: 'sessions',
    // The schema in session.ts has the index.
    autoRemove: 'disabled',
    stringify: false,
    transformId: hashSecret,
    serialize: (session) => storedOf(session) as unknown as SessionData,
    unserialize: (stored) => sessionOf(stored as unknown as StoredSession),
  })
}

/** connect-mongo behind a short-lived copy in memory, so that a page for a signed-in person asks the database nothing. */
export class CachedStore extends Store {
  #mongo: MongoStore | undefined
  /** Those that are, or were, in the database. */
  readonly #stored = new WeakSet<SessionData>()
  /** Given by express-session, but missing in its types. */
  declare generate: (req: Request) => void

  /** The connection is opened after the app is made. */
  get mongo(): MongoStore {
    this.#mongo ??= makeMongoStore()
    return this.#mongo
  }

  override get = (sid: string, done: Found): void => {
    const id = hashSecret(sid)
    const kept = keptSessions.get(id)
    if (kept) {
      done(null, timeLeft(kept) > 0 ? sessionOf(kept) : null)
      return
    }
    const mark = keptSessions.mark()
    this.mongo.get(sid, (error, session) => {
      const stored = session ? storedOf(session) : undefined
      if (error || !stored || timeLeft(stored) <= 0) return done(error, null)
      keptSessions.put(id, stored, mark)
      done(null, sessionOf(stored))
    })
  }

  override set = (sid: string, session: SessionData, done: Done = () => {}): void => {
    const stored = storedOf(session)
    // Only a new session is inserted, and only once: express-session writes it again at the end of the request, and
    // that must not bring back one that was ended meanwhile.
    const isNew = !this.#stored.has(session)
    this.#stored.add(session)
    if (!stored) this.destroy(sid, done)
    else if (isNew) this.mongo.set(sid, session, done)
    else updateSession(hashSecret(sid), stored).then(() => done(), done)
  }

  override destroy = (sid: string, done: Done = () => {}): void => {
    this.mongo.destroy(sid, (error) => {
      changed(`session:${hashSecret(sid)}`).then(() => done(error), done)
    })
  }

  override createSession = (...given: Parameters<Store['createSession']>) => {
    const session = super.createSession(...given)
    this.#stored.add(session)
    finishCookie(session.cookie)
    return session
  }
}

/**
 * express-session writes no Max-Age, and no cookie at all where a proxy speaks the TLS unless it is told to trust its
 * headers. SITE_URL already says whether the site is on https, so the attributes are settled here.
 */
export function finishCookie(cookie: Cookie): void {
  Object.defineProperty(cookie, 'data', {
    get: () => ({
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: config.isProduction,
      expires: cookie.expires,
      maxAge: Math.max(0, Math.ceil((cookie.maxAge ?? 0) / 1000)),
    }),
  })
}
