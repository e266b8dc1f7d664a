import { authorIds } from './authors.ts'
import type { Case, Pending } from './case-record.ts'
import { heldElsewhere } from './holders.ts'
import { tellOwner, titlesOf } from './owner-letters.ts'
import { againInWords, againTitle, staysOf } from './stays-hidden.ts'
import { subjectKey } from './subject.ts'

interface Coming extends Pick<Case, 'ref' | 'subjects'> {
  /** The same for the same step. */
  once: string
  text: string
  why: string
  end: string
}

/** To each author of these things: what this case does not hide any more. Once. */
async function tellAgain({ once, text, why, end, ...back }: Coming): Promise<void> {
  const held = await heldElsewhere(back)
  for (const account of authorIds(back)) {
    const own = back.subjects.filter(({ author }) => String(author) === account)
    const stays = staysOf(own, held)
    await tellOwner(account, {
      once,
      title: againTitle(stays),
      text: stays?.isAll ? againInWords(stays) : text,
      href: '/notifications',
      paragraphs: [`This is about ${titlesOf(back, account)}. ${why} ${againInWords(stays)}`, end],
    })
  }
}

const why = {
  lapsed: 'It was hidden for the longest time that something may be hidden before a decision.',
  restored: 'A moderator found that it need not be hidden meanwhile.',
}

/** To those who were told that it is hidden, when it comes back before a decision. Once. */
export async function tellAuthorVisible(found: Case, { event, key, shown = [] }: Pending): Promise<void> {
  if (event !== 'lapsed' && event !== 'restored') return
  await tellAgain({
    ref: found.ref,
    subjects: found.subjects.filter((subject) => shown.includes(subjectKey(subject))),
    once: `${event}:${found.ref}:${key}`,
    text: 'Everybody can see it again while we look into it.',
    why: why[event],
    end: 'We are still looking into it. You hear from us again only if we find that something of yours has to go.',
  })
}

/** To those alone who were told that it is hidden, when it is taken out of the case. @param key the same for the same step */
export function tellAuthorBack(found: Pick<Case, 'ref' | 'subjects'>, key: number): Promise<void> {
  return tellAgain({
    ref: found.ref,
    subjects: found.subjects,
    once: `narrowed:${found.ref}:${key}`,
    text: 'We looked into it and found nothing wrong.',
    why: 'We looked into it and found nothing wrong.',
    end: 'A moderator found this, not a program.',
  })
}
