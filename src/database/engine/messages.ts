/** What the owner gives the host at its start, as its one argument. */
export interface HostSettings {
  folder: string
  socket: string
  cacheMegabytes: number
  /** Limit for a command whose sender set none. */
  maxTimeMs: number
}

/** What the owner tells the host. `at` in milliseconds since 1970. */
export type OwnerMessage = { kind: 'stop' } | { kind: 'sweep'; at: number }

/** What the host tells its owner. */
export type HostMessage =
  | { kind: 'loaded' }
  | { kind: 'ready'; version: string }
  | { kind: 'fault'; stage: 'load' | 'open' | 'listen'; detail: string }
  /** A seldom used command runs now (or none any more): if the host dies of it, this is the suspect. */
  | { kind: 'about'; command: string | null }
  | { kind: 'swept'; count: number }
  | { kind: 'unswept'; detail: string }

export function isHostMessage(value: unknown): value is HostMessage {
  return typeof value === 'object' && value !== null && 'kind' in value
}
