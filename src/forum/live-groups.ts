import type { ReaderClass } from '../auth/reader-class.ts'

/** A topic's people: by class, and each person's own windows. */
export const groupOf = (topic: number, readers: ReaderClass) => `topic:${topic}/${readers}`
export const ownGroup = (topic: number, account: string) => `topic:${topic}/of:${account}`
/** The same windows, named by what their owner may do just now. */
export const ownGroupAs = (topic: number, account: string, readers: ReaderClass) =>
  `${ownGroup(topic, account)}/${readers}`
