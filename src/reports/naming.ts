import { ordinaryWords } from './ordinary-words.ts'
import { isMarked, plainly, RUN, runsIn, type Word, wordsIn } from './word-runs.ts'

/** By what somebody who complained could be known. */
export interface Complainant {
  refs: string[]
  email: string
  /** As it was typed on the report. */
  name: string
  /** User name and shown name of their account; empty where they are an author of the case. */
  account: string[]
  /** What they said, each part by itself. */
  words: string[]
}

/** What may be said all the same. */
export interface Free {
  /** The reported things themselves, and the rules: quoting them quotes nobody who complained. */
  texts: string[]
  /** What two people agree to share. */
  shared: string[]
  /** Names of the case's authors: who gave one of them as their own name is not known by it. */
  authors: string[]
}

interface Sought {
  words: string[]
  say: (found: string) => string
}

const name = (found: string) => `This names somebody who complained (“${found}”). Say it without the name.`
const address = (found: string) =>
  `This gives the address of somebody who complained (“${found}”). Say it without the address.`
const number = (found: string) => `This gives the number of a report (“${found}”). Say it without the number.`
const quote = (found: string) =>
  `These are the words of somebody who complained (“${found}”). Say it in words of your own.`
const author = (found: string) =>
  `Everybody can read this for good, and it names the author (“${found}”). Say it without the name.`
const anyAddress = (found: string) =>
  `Everybody can read this for good, so it holds no e-mail address (“${found}”). Say it without the address.`

const splitWords = (text: string) => wordsIn(plainly(text)).map(({ word }) => word)
const lengthOf = (words: readonly string[]) => words.join('').length

function namesOf(
  texts: readonly string[],
  say: Sought['say'],
  isLong: (words: string[]) => boolean,
): Sought[] {
  return texts.map(splitWords).flatMap((words) => (isLong(words) ? [{ words, say }] : []))
}

const ofAccount = (words: string[]) => lengthOf(words) >= 3
/** Anybody can type anything. */
const ofTyped = (words: string[]) => lengthOf(words) >= (words.length > 1 ? 3 : 5)

function soughtIn({ refs, email, name: typed, account }: Complainant): Sought[] {
  return [
    ...namesOf([email], address, ofAccount),
    ...namesOf(account, name, ofAccount),
    ...namesOf([typed], name, ofTyped),
    ...namesOf(refs, number, ofAccount),
  ]
}

/** Where these words stand in a row; ordinary ones alone only where they are written as a name. */
function isAt(plain: string, here: readonly Word[], { words }: Sought): boolean {
  if (!words.every((word, next) => here[next]?.word === word)) return false
  return !words.every((word) => ordinaryWords.has(word)) || here.every((word) => isMarked(plain, word))
}

function findNamed(text: string, sought: ReadonlyMap<string, Sought[]>): string | undefined {
  const plain = plainly(text)
  const words = wordsIn(plain)
  for (const [at, { word, start }] of words.entries())
    for (const one of sought.get(word) ?? [])
      if (isAt(plain, words.slice(at, at + one.words.length), one))
        return one.say(plain.slice(start, words[at + one.words.length - 1]?.end))
  return undefined
}

const byFirst = (sought: readonly Sought[]) => Map.groupBy(sought, ({ words }) => words[0] ?? '')

type Fields = Readonly<Record<string, string>>
type Faults = Record<string, string>

function quotesIn(fields: Fields, complainants: readonly Complainant[], free: readonly string[]): Faults {
  const typed = new Map<string, { field: string; found: string }>()
  for (const [field, text] of Object.entries(fields)) {
    const plain = plainly(text)
    const words = wordsIn(plain)
    for (const [run, at] of runsIn(words))
      typed.set(run, { field, found: plain.slice(words[at]?.start, words[at + RUN - 1]?.end) })
  }
  const each = (text: string) => runsIn(wordsIn(plainly(text)))
  for (const text of free) for (const [run] of each(text)) typed.delete(run)
  const faults: Faults = {}
  if (typed.size === 0) return faults
  for (const { words } of complainants)
    for (const text of words)
      for (const [run] of each(text)) {
        const there = typed.get(run)
        if (there) faults[there.field] ??= quote(there.found)
      }
  return faults
}

/** What would tell an author who complained, by field: a sentence that says which words, so that it can be said without them. */
export function namedIn(fields: Fields, complainants: readonly Complainant[], free: Free): Faults {
  const shared = byFirst(namesOf(free.shared, name, () => true))
  const isFree = ({ words }: Sought) => findSame(words, free.authors) || isWithin(words, shared)
  const sought = byFirst(complainants.flatMap(soughtIn).filter((one) => !isFree(one)))
  const faults = quotesIn(fields, complainants, [...free.texts, ...free.shared])
  for (const [field, text] of Object.entries(fields)) {
    const fault = findNamed(text, sought)
    if (fault) faults[field] = fault
  }
  return faults
}

const findSame = (words: readonly string[], names: readonly string[]) =>
  names.some((one) => splitWords(one).join(' ') === words.join(' '))

const isWithin = (words: readonly string[], shared: ReadonlyMap<string, Sought[]>) =>
  [...shared.values()].flat().some((one) => ` ${one.words.join(' ')} `.includes(` ${words.join(' ')} `))

/** What would stand in the public log for good. */
export function namedForAll(text: string, authors: readonly string[]): string | undefined {
  const [found] = /[^\s@<>()"“”,;:]+@[^\s@<>()"“”,;:]+\.[^\s@<>()"“”,;:]+/u.exec(plainly(text)) ?? []
  if (found) return anyAddress(found)
  return findNamed(text, byFirst(namesOf(authors, author, ofAccount)))
}
