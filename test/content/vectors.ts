import { addresses } from './vectors/addresses.ts'
import { markup } from './vectors/markup.ts'
import { tags } from './vectors/tags.ts'

/** A text that somebody might post to run a script, fetch something, deceive, or forge what only the forum writes. */
export interface Vector {
  name: string
  source: string
}

export const vectors: Vector[] = Object.entries({ ...tags, ...addresses, ...markup }).map(
  ([name, source]) => ({
    name,
    source,
  }),
)
