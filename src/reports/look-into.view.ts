import { type Account, findAccount } from '../auth/account.ts'
import { isStaff } from '../auth/policy.ts'
import { newestSaid } from './newest-said.ts'
import { HOURS } from './offered.ts'
import { MOST_AT_ONCE } from './several.ts'

/** What a member posted lately, for the form in which staff say what they found. It only reads; undefined where there is nobody. */
export async function showLookInto(person: Account, username: string | undefined) {
  const member = username && isStaff(person) ? await findAccount(username) : undefined
  if (!member || member._id.equals(person._id)) return undefined
  const said = await newestSaid(person, [member._id], { most: MOST_AT_ONCE })
  const free = said.filter(({ elsewhere }) => elsewhere === null)
  return {
    username: member.username,
    name: member.name,
    hours: HOURS,
    count: free.length,
    lines: free.map(({ about }) => about).join('\n'),
    inCases: [...new Set(said.flatMap(({ elsewhere }) => elsewhere ?? []))],
  }
}
