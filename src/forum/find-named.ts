import { type Person, searchPeople } from '../auth/people.ts'
import { fold } from '../content/fold.ts'
import { wordsIn } from '../content/search-words.ts'

const MOST_NAME_WORDS = 4

/** People whose user name begins with what was typed, or whose name has these words in it. */
export function findNamed(typed: string, most: number): Promise<Person[]> {
  const username = typed.trim().replace(/^@/, '')
  const words = wordsIn(typed).slice(0, MOST_NAME_WORDS).map(fold)
  return searchPeople(/^[\w.-]{1,40}$/.test(username) ? username : '', words, most)
}
