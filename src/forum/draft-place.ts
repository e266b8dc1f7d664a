import { findPeople } from '../auth/people.ts'

/** The page where a draft goes on. */
export async function draftPlace(key: string): Promise<string> {
  const [kind = '', id = ''] = key.split(':')
  if (kind === 'talk') return '/talk#live'
  if (kind === 'new') return `/c/${id}/new`
  if (kind === 'chat') return `/chat/${id}#say`
  if (kind === 'direct') {
    const person = (await findPeople([id])).get(id)
    return person ? `/u/${person.username}/message` : '/chat'
  }
  return kind === 'edit' ? `/posts/${id}/edit` : `/t/${id}`
}
