import type { Case, Pending } from './case-record.ts'
import { tellOwners, titlesOf } from './owner-letters.ts'
import { subjectKey } from './subject.ts'

const why = {
  lapsed: 'It was hidden for the longest time that something may be hidden before a decision.',
  restored: 'A moderator found that it need not be hidden meanwhile.',
}

/** To those who were told that it is hidden, when it comes back before a decision. Once. */
export async function tellAuthorVisible(found: Case, { event, key, shown = [] }: Pending): Promise<void> {
  if (event !== 'lapsed' && event !== 'restored') return
  const back = { subjects: found.subjects.filter((subject) => shown.includes(subjectKey(subject))) }
  await tellOwners(back, {
    once: `${event}:${found.ref}:${key}`,
    title: 'Something of yours is visible again',
    text: 'Everybody can see it again while a complaint about it is looked into.',
    href: '/notifications',
    paragraphs: (owner) => [
      `This is about ${titlesOf(back, owner)}. ${why[event]} Everybody can see it again.`,
      'The complaint is still being looked into. You hear from us again only if we find that something of yours has to go.',
    ],
  })
}
