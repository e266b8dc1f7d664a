import { findPeople, type Person } from '../auth/people.ts'
import { isSocial } from './kinds.ts'
import type { Notification } from './notification-record.ts'

type Line = Pick<Notification, 'kind' | 'title' | 'from' | 'others'>

/** Everybody who is named in these lines, with one look-up. */
export function peopleIn(lines: readonly Line[]): Promise<Map<string, Person>> {
  return findPeople(lines.flatMap(({ from }) => (from ? [String(from)] : [])))
}

/** "Ada and 2 others agreed with your post". What is not a member's doing is a whole line already. */
export function sentenceOf(line: Line, people: ReadonlyMap<string, Person>): string {
  const { kind, title, from, others = 0 } = line
  if (!isSocial(kind)) return title
  const person = people.get(String(from))
  const name = person?.name ?? 'A former member'
  const more = others === 0 ? '' : others === 1 ? ' and one other' : ` and ${others} others`
  return `${name}${more} ${title}`
}
