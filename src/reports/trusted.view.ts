import { findPeople } from '../auth/people.ts'
import { recordOf } from './reporter-record.ts'
import { listTrusted } from './trusted.ts'

/** Who is trusted, since when, and how often they were right: whether they still should be. */
export async function showTrusted() {
  const trusted = await listTrusted()
  const people = await findPeople(trusted.map(({ account }) => String(account)))
  const rows = await Promise.all(
    trusted.map(async ({ account, from }) => {
      const person = people.get(String(account))
      if (!person) return []
      const { right, decided } = await recordOf(`account:${account}`)
      const percent = decided > 0 ? Math.round((100 * right) / decided) : null
      return [{ username: person.username, name: person.name, from, right, decided, percent }]
    }),
  )
  return { reporters: rows.flat() }
}
