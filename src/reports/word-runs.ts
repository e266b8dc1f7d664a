/** A word as it is compared, and where it stands in the text. */
export interface Word {
  word: string
  start: number
  end: number
}

/** One writing for what looks the same: without accents, and without signs that nobody sees. */
export const plainly = (text: string) => text.normalize('NFKD').replace(/[\p{M}\p{Cf}]/gu, '')

const beginsSentence = /(?:^|[.!?:;\n])[\s"'“”‘’(]*$|["“‘(]$/

/** It is written as a name is: with a capital letter within a sentence, or after "@" or "/u/". */
export function isMarked(text: string, { start }: Word): boolean {
  const before = text.slice(Math.max(0, start - 12), start)
  if (/(?:@|\/u\/)$/.test(before)) return true
  return /^\p{Lu}/u.test(text.slice(start, start + 2)) && !beginsSentence.test(before)
}

/** @param text as `plainly` gives it */
export function wordsIn(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu)].map(({ 0: found, index }) => {
    const name = found.replace(/['’]s$/i, '')
    const word = name.replace(/['’]/g, '').toLowerCase()
    return { word, start: index, end: index + name.length }
  })
}

/** So many words in a row are somebody's own. */
export const RUN = 8

/** Every run of that many words, with the place where it begins. */
export function* runsIn(words: readonly Word[]): Generator<[run: string, at: number]> {
  for (let at = 0; at + RUN <= words.length; at += 1)
    yield [
      words
        .slice(at, at + RUN)
        .map(({ word }) => word)
        .join(' '),
      at,
    ]
}
