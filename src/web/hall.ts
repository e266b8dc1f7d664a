import { z } from 'zod'
import { Expected, Forbidden, Invalid, NotFound } from '../errors.ts'
import { foldAddress, spend, tooMany } from './limits.ts'
import type { LiveRoom, Visitor } from './live-room.ts'
import { inTurn, type LiveSocket } from './live-socket.ts'
import { Present } from './present.ts'
import { addressOf } from './socket-door.ts'

const MOST_ROOMS = 20

const roomName = z.string().regex(/^[a-z]{2,12}(:[\w.-]{1,64})?$/)
const word = z.string().regex(/^[a-z]{2,20}$/)

/** The rooms of this process with the people in them. Nobody is in one that would not let them in again. */
export function openHall(rooms: readonly LiveRoom[], findUser: (id: string) => Promise<Visitor>) {
  const kinds = new Map(rooms.map((room) => [room.kind, room]))
  const present = new Present()

  async function userOf({ data }: LiveSocket): Promise<Visitor> {
    if (data.account === undefined) return undefined
    const user = await findUser(data.account)
    if (!user) throw new Forbidden('You are not signed in any more. Please load the page again.')
    return user
  }

  function placeOf(name: string): { room: LiveRoom; id: string } {
    const [kind = '', id = ''] = roomName.safeParse(name).data?.split(':') ?? []
    const room = kinds.get(kind)
    if (!room) throw new Invalid({ room: 'There is no such room.' })
    return { room, id }
  }

  function drop(socket: LiveSocket, name: string): void {
    for (const group of socket.data.rooms.get(name) ?? []) socket.leave(group)
    socket.data.rooms.delete(name)
    present.remove(name, socket)
  }

  async function enter(socket: LiveSocket, name: string): Promise<void> {
    const { room, id } = placeOf(name)
    const admission = await room.admit(await userOf(socket), id, socket.handshake.headers)
    drop(socket, name)
    if (!admission || !socket.connected) throw new NotFound()
    socket.data.rooms.set(name, admission.groups)
    socket.join([...admission.groups])
    present.add(name, socket, admission.tags)
  }

  /** Asks again, and takes out whoever may not be there any more. */
  function reconsider(socket: LiveSocket, name: string): void {
    inTurn(socket, async () => {
      if (!socket.data.rooms.has(name)) return
      await enter(socket, name).catch((error) => {
        drop(socket, name)
        if (!(error instanceof Expected)) throw error
        socket.emit('shut', { room: name })
      })
    })
  }

  return {
    async join(socket: LiveSocket, name: string, since: unknown): Promise<{ missed: unknown }> {
      const { room, id } = placeOf(name)
      if (!socket.data.rooms.has(name) && socket.data.rooms.size >= MOST_ROOMS)
        throw new Forbidden('This page listens to too much at once.')
      // First in, then looked up: what happens in between is heard twice rather than never.
      await enter(socket, name)
      return { missed: await room.since(await userOf(socket), id, since, socket.handshake.headers) }
    },

    async leave(socket: LiveSocket, name: string): Promise<object> {
      placeOf(name)
      drop(socket, name)
      return {}
    },

    async say(socket: LiveSocket, name: string, [what, data]: [string, unknown]): Promise<object> {
      const { room, id } = placeOf(name)
      const { says = {} } = room
      const heard = word.safeParse(what).data ?? ''
      const known = Object.hasOwn(says, heard) ? says[heard] : undefined
      const run = known?.read(data)
      if (!known || !run) throw new Invalid({ '': 'This cannot be said here.' })
      if (!socket.data.rooms.has(name)) throw new NotFound()
      // A visitor is counted by address: a new connection is easily had.
      const who = socket.data.account ?? foldAddress(addressOf(socket.request))
      const wait = await spend(`live-${room.kind}-${heard}`, known.limit, who)
      if (wait > 0) throw tooMany(wait)
      return (await run(await userOf(socket), id, socket.handshake.headers)) ?? {}
    },

    reconsiderAll(socket: LiveSocket): void {
      for (const name of [...socket.data.rooms.keys()]) reconsider(socket, name)
    },

    /** The answers that rested on one of these tags may be others now. */
    hearChange(tags: readonly string[]): void {
      for (const name of present.concernedBy(tags))
        for (const socket of present.in(name)) reconsider(socket, name)
    },

    part(socket: LiveSocket): void {
      for (const name of [...socket.data.rooms.keys()]) drop(socket, name)
    },
  }
}

export type Hall = ReturnType<typeof openHall>
