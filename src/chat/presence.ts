import { findSignedIn } from '../auth/people.ts'
import { nowMs, seconds } from '../clock.ts'

/**
 * Who is in which room, of those who chose to show it. Their pages say so now and then; who falls silent has gone. It is in
 * memory alone: nothing of who was where is ever stored.
 */
export const BELIEVED = seconds(45)
const MOST_ROOMS = 1000
const MOST_SHOWN = 50

const here = new Map<string, Map<string, number>>()

function standing(slug: string): Map<string, number> {
  const people = here.get(slug) ?? new Map<string, number>()
  for (const [account, until] of people) if (until <= nowMs()) people.delete(account)
  if (people.size === 0) here.delete(slug)
  return people
}

/** @returns whether the list is another one now */
export function noteHere(slug: string, account: string, isHere: boolean): boolean {
  const before = here.get(slug)?.size ?? 0
  const people = standing(slug)
  const wasThere = people.has(account)
  if (isHere) people.set(account, nowMs() + BELIEVED)
  else people.delete(account)
  if (people.size > 0 && (here.has(slug) || here.size < MOST_ROOMS)) here.set(slug, people)
  return isHere ? !wasThere || before !== people.size : wasThere
}

/** Those who still choose to show it, by name. */
export async function peopleIn(slug: string): Promise<{ username: string; name: string }[]> {
  const ids = [...standing(slug).keys()].slice(0, MOST_SHOWN)
  const accounts = await Promise.all(ids.map((id) => findSignedIn(id)))
  return accounts
    .flatMap((account) =>
      account?.presence === 'shown' ? [{ username: account.username, name: account.name }] : [],
    )
    .sort((one, other) => one.name.localeCompare(other.name))
}
