import { notify } from '../notifications/notification.ts'
import { authorIds } from './authors.ts'
import type { Case } from './case-record.ts'

type Owned = Pick<Case, 'subjects'>

/** Of a case about several people's things each learns of their own alone: they may not read where the others stand. */
export function titlesOf({ subjects }: Owned, owner: string): string {
  return subjects.flatMap(({ author, title }) => (String(author) === owner ? title : [])).join('; ')
}

interface Told {
  once: string
  title: string
  text: string
  href: string
  paragraphs: string[]
}

/** Once, in the app and by mail. */
export function tellOwner(account: string, { paragraphs, ...news }: Told): Promise<void> {
  return notify({
    ...news,
    account,
    kind: 'decision',
    mail: {
      subject: news.title,
      paragraphs,
      clause: 'N13',
      purpose: 'to tell you what was decided about something of yours',
    },
  })
}

interface ToldToAll extends Omit<Told, 'paragraphs'> {
  paragraphs: (owner: string) => string[]
}

export async function tellOwners(found: Owned, { paragraphs, ...news }: ToldToAll): Promise<void> {
  for (const account of authorIds(found))
    await tellOwner(account, { ...news, paragraphs: paragraphs(account) })
}
