import { days, londonDate, nowMs } from '../clock.ts'
import { config } from '../config.ts'
import { log } from '../log.ts'
import { Cases, moveCase } from './case.ts'
import type { Case } from './case-record.ts'
import { fullName } from './case-words.ts'
import { sendLetter, statusAddress, tellReporter } from './letters.ts'
import { eachReportIn, type Report } from './report.ts'

/** For complaints about personal data the law asks for progress, too (DPA 2018 s.164A). */
const EVERY = days(config.targets.progress[0])
const NOTE = 'Those who reported it were told how it stands.'
const { siteUrl } = config

/** How many whole periods a report has been waiting. */
const periodOf = ({ receivedAt }: Report) => Math.floor((nowMs() - receivedAt.getTime()) / EVERY)

/** Never what it is about, nor anything that was found: the letter may be read by others. */
function paragraphsFor(found: Case, { ref }: Report): string[] {
  const { state, due, clocks } = found
  const latest = found.isUndecided ? clocks.find(({ name }) => name === 'decide-latest')?.due : undefined
  const isLate = (latest ?? due).getTime() <= nowMs()
  const end = londonDate(latest ?? due)
  return [
    `Your report ${ref} is not forgotten. ${fullName(state.name)}`,
    isLate
      ? 'It takes longer than we wanted; that is our fault, and the admins of the forum know of it. You hear from us as soon as it is decided.'
      : `You hear from us as soon as it is decided, by ${end} at the latest.`,
  ]
}

async function tell(found: Case, report: Report, period: number): Promise<void> {
  const once = `progress:${report.ref}:${period}`
  const subject = `Your report ${report.ref}: how it stands`
  const purpose = 'to tell you how your report stands'
  const paragraphs = paragraphsFor(found, report)
  if (report.account)
    return tellReporter(found.ref, {
      account: String(report.account),
      kind: 'report',
      title: subject,
      text: fullName(found.state.name),
      href: statusAddress(report.ref),
      once,
      mail: { subject, paragraphs, clause: 'N13', purpose },
    })
  if (report.email)
    await sendLetter({
      to: report.email,
      account: null,
      case: found.ref,
      subject,
      purpose,
      paragraphs: [
        ...paragraphs,
        `You can switch these mails off on the page of your report. Its private link, which begins with ${siteUrl}${statusAddress(report.ref)}, ${report.receiptMailedAt ? 'is in the first mail we sent you' : 'is on the page that you saw when you sent it'}.`,
      ],
      once,
    })
}

const isNoted = ({ history }: Case) =>
  history.some(({ words, at }) => words === NOTE && at.getTime() > nowMs() - EVERY)

async function tellProgress(found: Case): Promise<void> {
  let told = false
  for await (const report of eachReportIn(found.ref)) {
    const period = periodOf(report)
    if (period < 1 || report.optOut) continue
    await tell(found, report, period)
    told = true
  }
  if (told && !isNoted(found))
    await moveCase(found.ref, {
      events: [],
      entry: (current) => (isNoted(current) ? undefined : { act: 'state', words: NOTE }),
    })
}

/** Run by the timetable: every two weeks that a case is open, whoever reported it hears how it stands (N13). As often as wanted. */
export async function tellHowItStands(): Promise<void> {
  const waiting = { isWaiting: true, openedAt: { $lte: new Date(nowMs() - EVERY) } }
  for await (const found of Cases.find({ ...waiting, 'state.name': { $ne: 'decided' } })
    .lean<Case[]>()
    .cursor())
    try {
      await tellProgress(found)
    } catch (error) {
      log.error({ err: error, case: found.ref }, 'nobody could be told how a case stands')
    }
}
