import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import type { Answer, FromPage, ToPage } from '../../src/live/spoken.ts'
import type { Agent } from './talking.ts'

type News = { event: string; news: Record<string, unknown> & { room?: string } }

export interface Line {
  socket: Socket<ToPage, FromPage>
  heard: News[]
  join(room: string, since?: unknown): Promise<Answer<{ missed?: unknown }>>
  say(room: string, what: string, data: unknown): Promise<Answer>
  /** The first of that kind that was heard, or is heard soon. */
  hears(event: string, is?: (news: News['news']) => boolean): Promise<News['news']>
}

interface Jar {
  jar: { getCookies(access: object): { toValueString(): string } }
}

export function cookiesIn(agent: Agent): string {
  const access = { domain: '127.0.0.1', path: '/', secure: false, script: false }
  return (agent as unknown as Jar).jar.getCookies(access).toValueString()
}

/** A connection as a page of ours opens it, with the cookies of that browser. */
export async function openLine(url: string, cookie = '', lines: Line[] = []): Promise<Line> {
  const socket: Socket<ToPage, FromPage> = io(url, {
    path: '/live',
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: { origin: url, ...(cookie && { cookie }) },
  })
  const heard: News[] = []
  socket.onAny((event, news) => heard.push({ event, news }))
  await once(socket as never, 'connect')
  const line: Line = {
    socket,
    heard,
    join: (room, since = 0) => socket.timeout(5000).emitWithAck('join', room, since),
    say: (room, what, data) => socket.timeout(5000).emitWithAck('say', room, what, data),
    async hears(event, is = () => true) {
      for (let tries = 0; tries < 200; tries += 1) {
        const found = heard.find((one) => one.event === event && is(one.news))
        if (found) return found.news
        await wait(25)
      }
      throw new Error(`Nothing of ${event} was heard, but ${JSON.stringify(heard).slice(0, 500)}`)
    },
  }
  lines.push(line)
  return line
}
