import { io, type Socket } from 'socket.io-client'
import type { Answer, FromPage, ToPage } from '../../../../src/live/spoken.ts'
import { sayConnected } from './connected.ts'

/** What a page shows in one room, and how it catches up. */
interface Room {
  /** What is shown already. */
  since(): unknown
  /** What is different. */
  catchUp(missed: unknown): void
  /** It is gone, or not for this reader any more. */
  onShut?(): void
}

/** Milliseconds hidden after which a page asks what it missed: a computer that slept does not know that it did. */
const ASLEEP = 30_000
/** Milliseconds: whoever waits longer for the line has something between that swallows it. */
const PATIENCE = 10_000
/** Milliseconds over which everybody's questions are spread when the site asks for them. */
const SPREAD = 2_000

let socket: Socket<ToPage, FromPage> | undefined
const rooms = new Map<string, Room>()

/** Number of the last question in each room: an older answer knows less. */
const asked = new Map<string, number>()
/** How often in a row each room was refused. */
const refused = new Map<string, number>()

function join(name: string): void {
  const room = rooms.get(name)
  if (!room || !socket?.connected) return
  const mine = (asked.get(name) ?? 0) + 1
  asked.set(name, mine)
  socket.emit('join', name, room.since(), (answer) => {
    if (asked.get(name) !== mine) return
    if (answer.ok) {
      refused.delete(name)
      room.catchUp(answer.missed)
    } else if (answer.isGone) shut(name)
    else joinLater(name)
  })
}

/** Too much at once, or a fault of the site: that passes. */
function joinLater(name: string): void {
  const times = (refused.get(name) ?? 0) + 1
  refused.set(name, times)
  setTimeout(join, Math.min(60_000, 2_000 * 2 ** times) * (0.5 + Math.random()), name)
}

/** Never to be asked for again by this page. */
function shut(name: string): void {
  const room = rooms.get(name)
  rooms.delete(name)
  room?.onShut?.()
  sayConnected('cut')
}

function joinAll(): void {
  for (const name of rooms.keys()) join(name)
}

const asking = new Set<string>()

/** Many pages are told at once, and do not all ask at once; nor does one of them ask twice. */
function soon(...names: string[]): void {
  for (const name of names) {
    if (asking.has(name)) continue
    asking.add(name)
    setTimeout(() => {
      asking.delete(name)
      join(name)
    }, Math.random() * SPREAD)
  }
}

function connect(): Socket<ToPage, FromPage> {
  const made: Socket<ToPage, FromPage> = io({
    path: '/live',
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    timeout: PATIENCE,
    auth: { me: document.body.dataset.me ?? '' },
    // After a restart everybody comes back: not all of them in the same second.
    reconnectionDelay: 2_000,
    reconnectionDelayMax: 20_000,
  })
  let wasConnected = false
  made.on('connect', () => {
    wasConnected = true
    sayConnected('yes')
    joinAll()
  })
  made.on('shut', ({ room }) => shut(room))
  made.on('again', () => soon(...rooms.keys()))
  made.on('look', ({ room }) => soon(room))
  made.on('disconnect', (reason) => sayConnected(reason === 'io server disconnect' ? 'cut' : 'no'))
  made.on('connect_error', ({ message }) => {
    const isShutOut = message === 'shut out'
    // Refused, the next way is tried at once; what is neither let through nor refused would be waited for again and again.
    if (message === 'timeout' && !wasConnected) made.io.opts.transports = ['polling', 'websocket']
    sayConnected(isShutOut ? 'cut' : 'no')
    // Refused by the site itself: for good, or because it had a fault just then.
    if (!made.active && !isShutOut) setTimeout(() => made.connect(), 5_000 + Math.random() * 10_000)
  })
  /** Whoever has a network again, or looks again, does not wait for the next try. */
  const hurry = () => {
    if (made.active && !made.connected) made.disconnect().connect()
  }
  addEventListener('online', hurry)
  let hiddenAt = 0
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) hiddenAt = Date.now()
    else if (!made.connected) hurry()
    else if (Date.now() - hiddenAt > ASLEEP) joinAll()
  })
  // A page out of the memory of the browser may have lost its connection without a word.
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return
    if (made.connected) joinAll()
    else made.connect()
  })
  return made
}

function connected(): Socket<ToPage, FromPage> {
  socket ??= connect()
  return socket
}

export function enterRoom(name: string, room: Room): void {
  rooms.set(name, room)
  connected()
  join(name)
}

export function onNews<E extends keyof ToPage>(event: E, hear: ToPage[E]): void {
  // The types of the library cannot follow a name that is a parameter.
  connected().on(event, hear as never)
}

export function isConnected(): boolean {
  return socket?.connected === true
}

/** Nobody knows whether it arrived. */
type Lost = { ok: false; why: string; isLost?: true }

/** @param patience milliseconds @returns the answer; a refusal in words where none came in time */
export async function sayIn(
  room: string,
  what: string,
  data: unknown,
  patience = 10_000,
): Promise<Answer | Lost> {
  try {
    return await connected().timeout(patience).emitWithAck('say', room, what, data)
  } catch {
    return { ok: false, why: 'The forum cannot be reached just now.', isLost: true }
  }
}
