import { io, type Socket } from 'socket.io-client'
import type request from 'supertest'
import { cookieName } from '../../src/consent/cookies.ts'
import type { Answer, FromPage, ToPage } from '../../src/live/spoken.ts'
import type { TestSite } from './site.ts'

type Agent = ReturnType<typeof request.agent>

/** A page's connection, as its script opens it; without an agent it is a visitor's. */
export interface Line {
  socket: Socket<ToPage, FromPage>
  /** All that was told, in order. */
  heard: { event: string; news: Record<string, unknown> }[]
  join(room: string, since: unknown): Promise<Answer<{ missed: unknown }>>
  say(room: string, what: string, data: unknown): Promise<Answer>
  /** The next news of that name, also one that came already and was not asked for. */
  next(event: string): Promise<Record<string, unknown>>
  close(): void
}

function cookieOf(site: TestSite, agent: Agent): string {
  const { port } = new URL(site.url)
  const access = { domain: '127.0.0.1', path: '/', secure: false, script: false, port: Number(port) }
  const cookie = agent.jar.getCookie(cookieName('stay'), access as never)
  return cookie ? `${cookie.name}=${cookie.value}` : ''
}

export async function openLine(site: TestSite, agent?: Agent): Promise<Line> {
  const socket: Socket<ToPage, FromPage> = io(site.url, {
    path: '/live',
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { Origin: site.url, ...(agent && { Cookie: cookieOf(site, agent) }) },
  })
  const heard: Line['heard'] = []
  const waiting = new Set<() => void>()
  let read = 0
  socket.onAny((event: string, news: Record<string, unknown>) => {
    heard.push({ event, news })
    for (const wake of waiting) wake()
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  const find = (event: string) => {
    const at = heard.findIndex((one, place) => place >= read && one.event === event)
    if (at >= 0) read = at + 1
    return heard[at]?.news
  }
  return {
    socket,
    heard,
    join: (room, since) => new Promise((resolve) => socket.emit('join', room, since, resolve)),
    say: (room, what, data) => new Promise((resolve) => socket.emit('say', room, what, data, resolve)),
    async next(event) {
      const limit = Date.now() + 5000
      for (;;) {
        const news = find(event)
        if (news) return news
        if (Date.now() > limit) throw new Error(`${event} was not told: ${JSON.stringify(heard)}`)
        const { promise, resolve } = Promise.withResolvers<void>()
        waiting.add(resolve)
        const timer = setTimeout(resolve, 200)
        await promise
        clearTimeout(timer)
        waiting.delete(resolve)
      }
    },
    close: () => socket.disconnect(),
  }
}
