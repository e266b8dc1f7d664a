import { fold } from './fold.ts'

/** What somebody typed, taken apart. Nothing in it is an operator: `-`, `$`, `*` and brackets only divide words. */
export interface Wanted {
  /** For `$text`: words and "phrases". */
  expression: string
  /** Folded beginnings of words, for marking them. */
  roots: string[]
}

const MOST_WORDS = 8
const LONGEST_WORD = 60

/** Letters, digits and their marks, with apostrophes inside: "can't" is one word for the index too. */
const word = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu

export function wordsIn(text: string): string[] {
  return text.match(word) ?? []
}

/**
 * Every word must be in the post, in any form ("post" finds "posting"); words in quotation marks must stand there as
 * they are. MongoDB joins plain words with "or" and phrases with "and", and compares phrases letter by letter anywhere
 * in the text. So the words go in twice: plain, to be found in all their forms, and cut to their root as a phrase, to be
 * demanded.
 * @returns undefined where there is no word in it
 */
export function parseSearch(typed: string): Wanted | undefined {
  const parts = typed.split(/["“”]/)
  // Every second part stood between quotation marks; a mark without a partner opens nothing.
  const isQuoted = (at: number) => at % 2 === 1 && at < parts.length - 1
  const phrases: string[][] = []
  const words: string[] = []
  parts.forEach((part, at) => {
    const found = wordsIn(part).map((one) => one.slice(0, LONGEST_WORD))
    if (isQuoted(at) && found.length > 0) phrases.push(found)
    else words.push(...found)
  })
  const fewWords = words.slice(0, MOST_WORDS)
  const fewPhrases = phrases.slice(0, MOST_WORDS - fewWords.length)
  const roots = [...fewWords.map(rootOf), ...fewPhrases.flat().map(fold)]
  if (roots.length === 0) return undefined
  const isOneWord = fewWords.length === 1 && fewPhrases.length === 0
  const demanded = isOneWord ? [] : fewWords.map((one) => [rootOf(one)])
  const quoted = [...demanded, ...fewPhrases].map((phrase) => `"${phrase.join(' ')}"`)
  return { expression: [...fewWords, ...quoted].join(' '), roots: [...new Set(roots)] }
}

const ending = /(?:ies|ied|ing|ed|es|s|y|e)$/
const LEAST_ROOT = 3

/** The part that the forms of an English word share: "stories" and "story" are "stor". At least three letters. */
function rootOf(one: string): string {
  const plain = fold(one)
  const cut = plain.replace(ending, '')
  if (cut.length < LEAST_ROOT) return plain
  const isDoubled = cut !== plain && cut.length > LEAST_ROOT && cut.at(-1) === cut.at(-2)
  return isDoubled ? cut.slice(0, -1) : cut
}
