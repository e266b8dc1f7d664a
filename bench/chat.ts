import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import { startChild, stopChild } from './children.ts'
import { type Child, heardBy } from './live.ts'
import { atLeast } from './report.ts'
import { engineUri, type Site, words } from './site.ts'
import { compareRates } from './wrk.ts'

const READERS = 500
const SENDERS = 10
const ROOM = 'chat:general'
const since = { at: 0, from: 0, to: 0, isEnd: false }

async function enter(url: string, cookie?: string): Promise<Socket> {
  const extraHeaders: Record<string, string> = cookie ? { Cookie: cookie, Origin: url } : {}
  const socket = io(url, { path: '/live', transports: ['websocket'], forceNew: true, extraHeaders })
  await once(socket as never, 'connect')
  await socket.emitWithAck('join', ROOM, since)
  return socket
}

interface Chat {
  senders: Socket[]
  crowd: Child
}

async function open(url: string, cookie?: string): Promise<Chat> {
  const order = {
    url,
    room: ROOM,
    since: since,
    size: READERS,
    event: 'message',
  }
  const { child } = await startChild('crowd.ts', order)
  const senders = await Promise.all(Array.from({ length: SENDERS }, () => enter(url, cookie)))
  return { senders, crowd: child }
}

/** @returns messages a second, from the first until the last reader heard the last */
async function talk({ senders, crowd }: Chat, count: number): Promise<number> {
  await heardBy(crowd)
  const began = performance.now()
  let sent = 0
  const speak = async (socket: Socket) => {
    while (sent < count) {
      sent += 1
      const data = { body: words(sent), clientId: randomUUID() }
      const answer = await socket.emitWithAck('say', ROOM, 'send', data)
      if (!answer.ok) throw new Error(`A message was refused: ${answer.why}`)
    }
  }
  await Promise.all(senders.map(speak))
  for (let heard = 0; heard < count * READERS; await wait(5)) {
    heard += (await heardBy(crowd)).delays.length
    if (performance.now() - began > 120_000) throw new Error('Not everybody heard everything.')
  }
  return (count / (performance.now() - began)) * 1000
}

async function sampleOf({ senders, crowd }: Chat): Promise<{ event: string; news: object }> {
  await heardBy(crowd)
  await senders[0]?.emitWithAck('say', ROOM, 'send', { body: words(1), clientId: randomUUID() })
  await wait(500)
  const [event, news] = JSON.parse((await heardBy(crowd)).sample.slice(2)) as [string, object]
  return { event, news }
}

/** A room full of readers against a bare Socket.IO server with one journalled insert for each message. */
export async function measureChat(site: Site, count: number): Promise<void> {
  const ours = await open(site.url, site.cookie)
  const stored = { source: words(1), html: words(1).repeat(2), text: words(1), room: 'a', author: 'b' }
  const { child, port } = await startChild('baselines/bare-chat.ts', {
    uri: await engineUri(site),
    stored,
    ...(await sampleOf(ours)),
  })
  const bare = await open(`http://127.0.0.1:${port}`)
  const found = await compareRates(
    () => talk(ours, count),
    () => talk(bare, count),
    3,
  )
  atLeast(`messages stored and told to ${READERS} ÷ bare Socket.IO and one journalled insert`, found, 0.7)
  for (const { senders, crowd } of [ours, bare]) {
    for (const socket of senders) socket.disconnect()
    await stopChild(crowd)
  }
  await stopChild(child)
}
