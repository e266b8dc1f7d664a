import type { LiveSocket } from './live-socket.ts'

/** Who is in which room of this process, and which tags concern them. */
export class Present {
  readonly #rooms = new Map<string, Map<LiveSocket, readonly string[]>>()
  /** Tag → room → how many of those in it are let in by this tag. */
  readonly #byTag = new Map<string, Map<string, number>>()

  add(room: string, socket: LiveSocket, tags: readonly string[]): void {
    this.remove(room, socket)
    const people = this.#rooms.get(room) ?? new Map<LiveSocket, readonly string[]>()
    this.#rooms.set(room, people.set(socket, tags))
    for (const tag of tags) this.#count(tag, room, 1)
  }

  remove(room: string, socket: LiveSocket): void {
    const people = this.#rooms.get(room)
    const tags = people?.get(socket)
    if (!people || !tags) return
    people.delete(socket)
    if (people.size === 0) this.#rooms.delete(room)
    for (const tag of tags) this.#count(tag, room, -1)
  }

  #count(tag: string, room: string, more: 1 | -1): void {
    const rooms = this.#byTag.get(tag) ?? new Map<string, number>()
    const count = (rooms.get(room) ?? 0) + more
    if (count > 0) rooms.set(room, count)
    else rooms.delete(room)
    if (rooms.size > 0) this.#byTag.set(tag, rooms)
    else this.#byTag.delete(tag)
  }

  in(room: string): LiveSocket[] {
    return [...(this.#rooms.get(room)?.keys() ?? [])]
  }

  /** The rooms whose readers have to be asked again after this change. */
  concernedBy(tags: readonly string[]): string[] {
    if (this.#byTag.size === 0) return []
    return [...new Set(tags.flatMap((tag) => [...(this.#byTag.get(tag)?.keys() ?? [])]))]
  }
}
