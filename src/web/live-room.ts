import type { IncomingHttpHeaders } from 'node:http'
import type { ZodType } from 'zod'
import type { ToPage } from '../live/spoken.ts'
import type { Measure } from './limits.ts'

export type Visitor = Express.User | undefined

export interface Admission {
  /** The groups whose news this person gets: `topic:7/guest`. A group holds only people who read the same. */
  groups: readonly string[]
  /** When one of these tags changes, everybody in the room is asked again. */
  tags: readonly string[]
}

interface Spoken<T> {
  schema: ZodType<T>
  /** Of one account, over all its windows. */
  limit: Measure
  /** @returns what the page learns. @throws the expected errors */
  run(user: Visitor, id: string, data: T, headers: IncomingHttpHeaders): Promise<object | undefined>
}

/** Something that can be said in a room. */
export interface Saying {
  limit: Measure
  /** @returns what to do, or undefined where no page of ours sends this */
  read(
    data: unknown,
  ): ((user: Visitor, id: string, headers: IncomingHttpHeaders) => Promise<object | undefined>) | undefined
}

/** Puts the schema and the work together, so that the types agree. */
export function saying<T>({ schema, limit, run }: Spoken<T>): Saying {
  return {
    limit,
    read(data) {
      const read = schema.safeParse(data)
      return read.success ? (user, id, headers) => run(user, id, read.data, headers) : undefined
    },
  }
}

/** How news leaves this process. */
export interface Outlet {
  /** Is anybody there to hear it? Nothing needs to be rendered for nobody. */
  isHeard(group: string): boolean
  tell<E extends keyof ToPage>(
    groups: readonly string[],
    event: E,
    news: Parameters<ToPage[E]>[0],
    except?: readonly string[],
  ): void
}

/**
 * A kind of room, as its noun knows it. The headers are those of the request that opened the connection: what else than an
 * account lets somebody in stands there.
 */
export interface LiveRoom {
  /** What its names begin with: `topic` in `topic:7`. */
  kind: string
  /** May this person read it, seen from the thing itself? Asked again whenever something changes that the answer rests on. */
  admit(user: Visitor, id: string, headers: IncomingHttpHeaders): Promise<Admission | undefined>
  /** What is different from what the page shows. @throws Invalid where `since` is not what its pages send */
  since(user: Visitor, id: string, since: unknown, headers: IncomingHttpHeaders): Promise<unknown>
  says?: Readonly<Record<string, Saying>>
  /** Hears what is published, and tells those who are in the room. @returns how to stop */
  listen(out: Outlet): () => void
}
