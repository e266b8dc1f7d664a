import { days, nowMs } from '../clock.ts'
import { log } from '../log.ts'
import { type News, notify } from '../notifications/notification.ts'
import { dayInWords } from './appeal-window.ts'
import { Cases } from './case.ts'
import type { Case } from './case-record.ts'
import type { Side } from './case-state.ts'
import { decisionsOf } from './decision.ts'
import { sendLetter, statusAddress, tellReporter } from './letters.ts'
import { decisionPath } from './outcome-letters.ts'
import { isOwner } from './owners.ts'
import { Reports } from './report.ts'

/** What becomes of an objection, for the page and for the mail. */
export function whatFollows({ clocks, due }: Pick<Case, 'clocks' | 'due'>): string[] {
  const end = clocks.find(({ name }) => name === 'appeal')?.due ?? due
  return [
    'A moderator who had no part in the decision looks at everything again, with what you wrote.',
    `We aim to have decided by ${dayInWords(end)}. If that does not work, the case says why, and the delay is counted in the open.`,
    'If the decision was wrong, everything that followed from it is undone. You can also go to a court at any time.',
  ]
}

const purpose = 'to say that we have your objection and what happens next'
const title = 'We have your objection'

async function tellMember(found: Case, account: string, side: Side): Promise<void> {
  const last = (await decisionsOf(found.ref)).at(-1)
  if (!last) return
  const report =
    side === 'reporter' ? await Reports.findOne({ case: found.ref, account }, 'optOut').lean() : null
  // Whoever reported something in a case with things of their own objects once on each side, and is told of each.
  const isOther = side === 'reporter' && isOwner(found.state, account)
  const tell = side === 'reporter' ? (news: News) => tellReporter(found.ref, news) : notify
  await tell({
    account,
    kind: 'appeal',
    title,
    text: `${isOther ? 'You objected because of what you reported. ' : ''}Somebody else looks at it again and decides.`,
    href: decisionPath(last.ref),
    once: `appeal:${found.ref}:${account}${isOther ? ':reporter' : ''}`,
    ...(!report?.optOut && {
      mail: { subject: title, paragraphs: whatFollows(found), clause: 'N13' as const, purpose },
    }),
  })
}

/** Mails go with the first words of a report: whoever has the link of later ones may be a stranger who typed the address. */
async function mailReporter(found: Case, ref: string): Promise<void> {
  const report = await Reports.findOne({ ref, case: found.ref }, 'email optOut').lean()
  if (!report?.email || report.optOut) return
  await sendLetter({
    to: report.email,
    account: null,
    case: found.ref,
    subject: title,
    purpose,
    once: `appeal:${found.ref}:${ref}`,
    paragraphs: [
      `You objected to what was decided about your report ${ref}.`,
      ...whatFollows(found),
      `How it stands you see at any time at the private link of your report, ${statusAddress(ref)}, which is in the first mail we sent you.`,
    ],
  })
}

/** Whoever objects is told that it has arrived. As often as wanted: nobody is told twice. */
export function acknowledgeAppeal(found: Case, side: Side, who: string): Promise<void> {
  return who.startsWith('R-') ? mailReporter(found, who) : tellMember(found, who, side)
}

/** Those whom a killed process did not tell. What is older was told long ago. */
export async function finishAppeals(): Promise<void> {
  const since = new Date(nowMs() - days(1))
  const open = await Cases.find({
    isWaiting: true,
    'state.name': 'appealed',
    history: { $elemMatch: { act: 'appealed', at: { $gte: since } } },
  }).lean()
  for (const found of open)
    for (const side of ['reporter', 'author'] as const)
      for (const who of found.state.appeals[side])
        try {
          await acknowledgeAppeal(found, side, who)
        } catch (error) {
          log.error({ err: error, case: found.ref }, 'an objection could not be acknowledged')
        }
}
