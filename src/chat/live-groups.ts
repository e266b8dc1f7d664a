import type { ReaderClass } from '../auth/reader-class.ts'

/** The people in a chat room: by class, and each person's own windows. */
export const groupOf = (slug: string, readers: ReaderClass) => `chat:${slug}/${readers}`
export const ownGroup = (slug: string, account: string) => `chat:${slug}/of:${account}`

/** Those who look at the list of rooms. */
export const listGroup = (readers: ReaderClass) => `rooms/${readers}`
export const ownListGroup = (account: string) => `rooms/of:${account}`
