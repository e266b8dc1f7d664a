import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import { minutes, seconds } from '../clock.ts'
import { config } from '../config.ts'
import { Expected, Gone, Invalid, NotFound } from '../errors.ts'
import { onChanged } from '../live/bus.ts'
import type { Answer } from '../live/spoken.ts'
import { onDistrust } from '../live/trust.ts'
import { log } from '../log.ts'
import { openHall } from './hall.ts'
import type { LiveRoom, Outlet, Visitor } from './live-room.ts'
import { inTurn, type LiveServer, type LiveSocket } from './live-socket.ts'
import { holdPlace, letInOnce, whyNotConnect } from './socket-door.ts'
import { Pace } from './socket-pace.ts'

/** Bytes of one message; the longest that a page sends has 10,000 characters. */
const MOST_BYTES = 64 * 1024
/** Sessions run out without anybody saying so. */
const LOOK_AGAIN = minutes(5)
/** While the other processes cannot be heard: what they end, this one must find out by itself. */
const LOOK_AGAIN_DEAF = seconds(10)

export interface Identities {
  /** From the cookies of the request that opens the connection. @param me whose page it is, as it says @returns undefined for a visitor, a word for somebody who is not let in */
  identify(
    cookie: string | undefined,
    me?: unknown,
  ): Promise<{ account: string; session: string } | string | undefined>
  account(id: string): Promise<Visitor>
}

/** Whose standing changed: the group of their connections. */
function groupOf(tag: string): string | undefined {
  const [kind = '', id] = tag.split(':', 2)
  if (kind === 'session') return tag
  return ['account', 'viewer', 'sessions', 'ignores'].includes(kind) ? `account:${id}` : undefined
}

/**
 * Opens the live connections at /live. The rooms say who may hear what; here is only who is connected, and that each question
 * is asked again when its answer may have changed.
 * @returns closes them all
 */
export function openSockets(
  server: HttpServer,
  rooms: readonly LiveRoom[],
  identities: Identities,
): () => Promise<void> {
  const io: LiveServer = new Server(server, {
    path: '/live',
    serveClient: false,
    // Several processes share no polling sessions.
    transports: config.redisUrl ? ['websocket'] : ['websocket', 'polling'],
    maxHttpBufferSize: MOST_BYTES,
    allowRequest: (req, decide) => {
      whyNotConnect(req).then(
        (why) => decide(why, why === undefined),
        () => decide('fault', false),
      )
    },
  })
  io.engine.on('connection', (line) => {
    holdPlace(line)
    letInOnce(line)
  })
  const { adapter, sockets } = io.of('/')
  const hall = openHall(rooms, identities.account)

  /** Its cookie must still open the session of the same person, who may still be here. */
  function recheck(socket: LiveSocket): void {
    inTurn(socket, async () => {
      const who = await identities.identify(socket.handshake.headers.cookie)
      if (typeof who !== 'object' || who.account !== socket.data.account) socket.disconnect(true)
      else hall.reconsiderAll(socket)
    })
  }

  function recheckGroup(group: string): void {
    for (const id of adapter.rooms.get(group) ?? []) {
      const socket = sockets.get(id)
      if (socket) recheck(socket)
    }
  }

  /** Visitors have no session, but what lets them into a talk runs out, too. */
  function recheckAll(): void {
    for (const socket of sockets.values())
      if (socket.data.account) recheck(socket)
      else hall.reconsiderAll(socket)
  }

  function punish(socket: LiveSocket): void {
    if (socket.data.pace.strike()) socket.disconnect(true)
  }

  function hear(socket: LiveSocket, answer: unknown, task: () => Promise<object>): void {
    const reply = (given: Answer) => typeof answer === 'function' && answer(given)
    if (!socket.data.pace.take()) {
      punish(socket)
      reply({ ok: false, why: 'That was a lot in a short time. Please wait a moment.' })
      return
    }
    inTurn(socket, async () => {
      try {
        reply({ ok: true, ...(await task()) })
      } catch (error) {
        const isExpected = error instanceof Expected
        if (!isExpected) log.error({ err: error }, 'a live message failed')
        if (error instanceof Invalid) punish(socket)
        const isGone = error instanceof NotFound || error instanceof Gone
        const why = isExpected ? error.message : 'That did not work. Please try again.'
        reply({ ok: false, why, ...(isGone && { isGone }) })
      }
    })
  }

  io.use((socket, next) => {
    identities.identify(socket.handshake.headers.cookie, socket.handshake.auth.me).then(
      (who) => {
        if (typeof who === 'string') return next(new Error(who))
        socket.data = { ...who, pace: new Pace(), rooms: new Map(), turn: Promise.resolve() }
        next()
      },
      (error) => {
        log.error({ err: error }, 'a live connection could not be made')
        next(new Error('fault'))
      },
    )
  })

  io.on('connection', (socket) => {
    const { account, session } = socket.data
    if (account) {
      socket.join([`account:${account}`, `session:${session}`])
      // The session may have ended between the look at its cookie and the entry into its group.
      recheck(socket)
    }
    socket.on('join', (name, since, answer) => hear(socket, answer, () => hall.join(socket, name, since)))
    socket.on('leave', (name) => hear(socket, undefined, () => hall.leave(socket, name)))
    socket.on('say', (name, what, data, answer) =>
      hear(socket, answer, () => hall.say(socket, name, [what, data])),
    )
    socket.onAny((event) => ['join', 'leave', 'say'].includes(event) || punish(socket))
    socket.on('disconnect', () => hall.part(socket))
  })

  const outlet: Outlet = {
    isHeard: (group) => adapter.rooms.has(group),
    tell(groups, event, news, except = []) {
      // The pair was checked where `tell` is called; the library's types cannot follow a name that is a parameter.
      io.to([...groups])
        .except([...except])
        .emit(event, ...([news] as never))
    },
  }
  let timer = setInterval(recheckAll, LOOK_AGAIN).unref()
  const stops = [
    () => clearInterval(timer),
    onChanged((tags) => {
      for (const group of new Set(tags.map(groupOf))) if (group) recheckGroup(group)
      hall.hearChange(tags)
    }),
    onDistrust((isDistrusted) => {
      clearInterval(timer)
      timer = setInterval(recheckAll, isDistrusted ? LOOK_AGAIN_DEAF : LOOK_AGAIN).unref()
      if (isDistrusted) return
      recheckAll()
      io.emit('again')
    }),
    ...rooms.map((room) => room.listen(outlet)),
  ]

  return async () => {
    for (const stop of stops) stop()
    // A page that is told to go does not come back; one that is cut off does, to whoever serves the site next.
    io.engine.close()
  }
}
