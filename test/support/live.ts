import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import request from 'supertest'
import type { Account } from '../../src/auth/account.ts'
import type { Answer, FromPage, ToPage } from '../../src/live/spoken.ts'
import { passwordOfAll } from './accounts.ts'
import type { TestSite } from './site.ts'

export type Heard = { [E in keyof ToPage]: { event: E; news: Parameters<ToPage[E]>[0] } }[keyof ToPage]

export interface Listener {
  socket: Socket<ToPage, FromPage>
  /** Everything that came, in its order. */
  heard: Heard[]
  join(room: string, since?: unknown): Promise<Answer<{ missed: unknown }>>
  say(room: string, what: string, data: unknown): Promise<Answer>
  /** Waits for the next piece of news of this kind that fits. */
  hear<E extends keyof ToPage>(
    event: E,
    fits?: (news: Parameters<ToPage[E]>[0]) => boolean,
  ): Promise<Parameters<ToPage[E]>[0]>
}

export const allOfTopic = { have: {}, isEnd: true }

/** The cookie of somebody who signed in at the form. */
export async function cookieOf(site: TestSite, account: Account): Promise<string> {
  const form = { login: account.username, password: passwordOfAll, allowSignInCookie: 'yes' }
  const answer = await request(site.server)
    .post('/session')
    .set('Sec-Fetch-Site', 'same-origin')
    .type('form')
    .send(form)
    .expect(303)
  return ([answer.headers['set-cookie']].flat() as string[]).map((one) => one.split(';', 1)[0]).join('; ')
}

const open = new Set<Socket>()

/** Closes what the tests of a file left open. */
export function closeListeners(): void {
  for (const socket of open) socket.disconnect()
  open.clear()
}

/** A page's connection, without the page. */
export function listenTo(
  site: TestSite,
  cookie?: string,
  headers: Record<string, string> = {},
  transports: ('websocket' | 'polling')[] = ['websocket'],
): Listener {
  const extraHeaders = { ...(cookie && { Cookie: cookie, Origin: site.url }), ...headers }
  const socket: Socket<ToPage, FromPage> = io(site.url, {
    path: '/live',
    transports,
    forceNew: true,
    reconnection: false,
    extraHeaders,
  })
  open.add(socket)
  const heard: Heard[] = []
  socket.onAny((event, news) => heard.push({ event, news }))
  const { promise: isOpen, resolve } = Promise.withResolvers<void>()
  socket.on('connect', resolve)
  return {
    socket,
    heard,
    async join(room, since = allOfTopic) {
      await isOpen
      return socket.timeout(20_000).emitWithAck('join', room, since) as Promise<Answer<{ missed: unknown }>>
    },
    async say(room, what, data) {
      await isOpen
      return socket.timeout(20_000).emitWithAck('say', room, what, data) as Promise<Answer>
    },
    async hear(event, fits = () => true) {
      for (let tries = 0; tries < 400; tries += 1) {
        const found = heard.find((one) => one.event === event && fits(one.news as never))
        if (found) return found.news as never
        await wait(25)
      }
      throw new Error(`Nobody said "${event}". Heard: ${JSON.stringify(heard)}`)
    },
  }
}

/** @returns why it was cut, or undefined where it lives on for that many milliseconds */
export async function cutWithin(socket: Socket, patience: number): Promise<string | undefined> {
  if (socket.disconnected) return 'before'
  const timeout = AbortSignal.timeout(patience)
  return once(socket as never, 'disconnect', { signal: timeout }).then(
    ([reason]) => String(reason),
    () => undefined,
  )
}
