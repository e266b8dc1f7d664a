/** What the owner tells the host when it starts it, as its one argument. */
export interface HostSettings {
  folder: string
  socket: string
  cacheMegabytes: number
  /** Limit for a command whose sender set none. */
  maxTimeMs: number
}

/** What the host tells its owner. */
export type HostMessage =
  | { kind: 'loaded' }
  | { kind: 'ready'; version: string }
  | { kind: 'fault'; stage: 'load' | 'open' | 'listen'; detail: string }
  /** A seldom used command is about to run: if the host dies now, this is the suspect. */
  | { kind: 'about'; command: string }
  | { kind: 'unswept'; detail: string }

export function isHostMessage(value: unknown): value is HostMessage {
  return typeof value === 'object' && value !== null && 'kind' in value
}
