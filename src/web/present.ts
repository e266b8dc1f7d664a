import type { LiveSocket } from './live-socket.ts'

/** Who is in which room of this process, and which tags concern them. */
export class Present {
  readonly #rooms = new Map<string, { sockets: Set<LiveSocket>; tags: readonly string[] }>()
  readonly #byTag = new Map<string, Set<string>>()

  add(room: string, socket: LiveSocket, tags: readonly string[]): void {
    const known = this.#rooms.get(room)
    if (known) {
      known.sockets.add(socket)
      return
    }
    this.#rooms.set(room, { sockets: new Set([socket]), tags })
    for (const tag of tags) {
      const rooms = this.#byTag.get(tag)
      if (rooms) rooms.add(room)
      else this.#byTag.set(tag, new Set([room]))
    }
  }

  remove(room: string, socket: LiveSocket): void {
    const known = this.#rooms.get(room)
    if (!known?.sockets.delete(socket) || known.sockets.size > 0) return
    this.#rooms.delete(room)
    for (const tag of known.tags) {
      const rooms = this.#byTag.get(tag)
      rooms?.delete(room)
      if (rooms?.size === 0) this.#byTag.delete(tag)
    }
  }

  in(room: string): LiveSocket[] {
    return [...(this.#rooms.get(room)?.sockets ?? [])]
  }

  /** The rooms whose readers have to be asked again after this change. */
  concernedBy(tags: readonly string[]): string[] {
    if (this.#byTag.size === 0) return []
    return [...new Set(tags.flatMap((tag) => [...(this.#byTag.get(tag) ?? [])]))]
  }
}
