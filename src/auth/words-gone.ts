/** A tag, of which nothing is left that could say when it went. */
export interface Gone {
  id: string
  /** Did whoever it was by take it away? Else somebody whom it concerns did. */
  isByAuthor: boolean
  /** The same for as long as it is the same removal. */
  at: Date
}

type Listener = (gone: Gone) => Promise<void>
const listeners = new Set<Listener>()

/** For rooms that have to know what somebody took away themselves, as often as wanted. Never told of what a decision does. */
export function onWordsGone(listener: Listener): void {
  listeners.add(listener)
}

export async function sayWordsGone(gone: Gone): Promise<void> {
  for (const listener of listeners) await listener(gone)
}
