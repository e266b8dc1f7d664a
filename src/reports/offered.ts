import type { Types } from 'mongoose'

/** Who sends one advert sends the others soon after; of what is older the profile has the list. */
export const HOURS = 24

/** Something that somebody posted, or said in a chat, and that a case may be about. */
export interface Said {
  /** See `subjectKey`. */
  key: string
  about: string
  href: string
  title: string
  words: string
  createdAt: Date
}

export type Offered = Omit<Said, 'key'> & {
  /** The open case that is about it already. */
  elsewhere: string | null
}

export interface Wanted {
  /** Ids of what is known already. */
  but?: readonly Types.ObjectId[]
  most: number
}
