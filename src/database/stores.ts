import type { PersonalEntry } from './personal.ts'

/** A place that holds data but is no Mongoose model: a library's collection, or a folder in DATA_DIR. */
export interface OtherStore {
  /** Collection name, or a path below DATA_DIR that ends with a slash or names a file. */
  name: string
  kind: 'collection' | 'folder' | 'file'
  personal: PersonalEntry
}

const declared: OtherStore[] = []

/** Declares such a place. The architecture test compares the list with the live collections and DATA_DIR. */
export function declareStore(store: OtherStore): void {
  if (!declared.some((other) => other.name === store.name)) declared.push(store)
}

export function otherStores(): readonly OtherStore[] {
  return declared
}
