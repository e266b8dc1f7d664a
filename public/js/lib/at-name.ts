/** The `@` and the letters after it that somebody is just typing. */
export interface AtName {
  /** Where the `@` stands. */
  from: number
  query: string
}

/** As the server finds mentions: not inside a word, an address or a path. The letters may belong to a name, too. */
const typing = /(?<![\p{L}\p{N}\p{M}_@/])@([\p{L}\p{M}\d_-]{1,24})$/u

/** @returns undefined where the cursor does not stand at the end of such a name */
export function atNameBefore(text: string, cursor: number): AtName | undefined {
  if (/^[\p{L}\p{N}_-]/u.test(text.slice(cursor, cursor + 2))) return undefined
  const line = text.slice(text.lastIndexOf('\n', cursor - 1) + 1, cursor)
  const query = typing.exec(line)?.[1]
  return query === undefined ? undefined : { from: cursor - query.length - 1, query }
}
