import { londonDate } from '../clock.ts'
import { config } from '../config.ts'
import { notify } from '../notifications/notification.ts'
import { privateLink, reliefTitle, reliefWords, restrictionTitle } from './account-words.ts'
import { authorIds } from './authors.ts'
import type { Case } from './case-record.ts'
import { groundInWords, measuresInWords, outcomeWords } from './case-words.ts'
import { type Decision, findDecision } from './decision.ts'
import { mayHearOutcome, sendLetter, statusAddress, tellReporter } from './letters.ts'
import { eachReportIn, markAnswered, type Report } from './report.ts'
import { judgedIn } from './several.ts'
import { sourceInWords } from './source-words.ts'

const { siteUrl } = config

export const decisionPath = (ref: string) => `/decisions/${ref}`

const isRestricting = ({ measures }: Pick<Decision, 'measures'>) =>
  measures.some((measure) => measure !== 'none')

type Owned = Pick<Case, 'subjects'>

/** Of a case about several people's things each learns of their own alone: they may not read where the others stand. */
export function titlesOf({ subjects }: Owned, owner: string): string {
  return subjects.flatMap(({ author, title }) => (String(author) === owner ? title : [])).join('; ')
}

/** The statement of reasons, as its author reads it; never who complained, nor their words (N13). */
export function statementOf(found: Case, decision: Decision, owner: string): string[] {
  const own = { subjects: judgedIn(found, decision) }
  return [
    `This is about ${titlesOf(own, owner)}. ${measuresInWords(decision).join(' ')}`,
    `What led to it: ${sourceInWords(found)}.`,
    `What we found: ${decision.facts}`,
    `What it rests on: ${groundInWords(decision)}.`,
    `What speaks for whoever is affected by it: ${decision.complainantSide}`,
    `What speaks for you: ${decision.authorSide}`,
    `Why the ${decision.yields === 'author' ? 'one outweighs the other, to your cost' : 'balance is in your favour'}: ${decision.reason}`,
    `What milder measure we thought of: ${decision.leastRestrictive}`,
    'A person decided this, not a program. If you think it is wrong, you can object within six months: somebody else then decides. You can also go to a court at any time.',
  ]
}

/** Told no later than the restriction begins. Who is not restricted, and was not, is told nothing: it would only alarm them. */
export async function tellAuthor(found: Case, decision: Decision): Promise<void> {
  const before = decision.over?.startsWith('D-') ? await findDecision(decision.over) : undefined
  const wasRestricted =
    (decision.round === 1 && found.state.interim === 'restored') ||
    (before !== undefined && isRestricting(before))
  if (!isRestricting(decision) && !wasRestricted) return
  const paragraphs = isRestricting(decision)
    ? (owner: string) => statementOf(found, decision, owner)
    : () => [reliefWords(before), decision.reason]
  await tellOwners(found, {
    once: `decided:${decision.ref}`,
    title: isRestricting(decision) ? restrictionTitle(decision) : reliefTitle(before),
    text: outcomeWords[decision.outcome],
    href: decisionPath(decision.ref),
    paragraphs: async (owner) => [...paragraphs(owner), ...(await privateLink(owner, decision))],
  })
}

interface Told {
  once: string
  title: string
  text: string
  href: string
  paragraphs: (owner: string) => string[] | Promise<string[]>
}

export async function tellOwners(found: Owned, { paragraphs, ...news }: Told): Promise<void> {
  for (const account of authorIds(found))
    await notify({
      ...news,
      account,
      kind: 'decision',
      mail: {
        subject: news.title,
        paragraphs: await paragraphs(account),
        clause: 'N13',
        purpose: 'to tell you what was decided about something of yours',
      },
    })
}

/** The provisional statement of reasons: hidden while it is looked into. @param key the same for the same hiding */
export function tellAuthorMeanwhile(found: Case, key: number | string): Promise<void> {
  const why =
    found.interim?.ground === 'law_requires'
      ? 'the law asks for it'
      : 'the complaint looks justified at first sight'
  return tellOwners(found, {
    once: `interim:${found.ref}:${key}`,
    title: 'Something of yours is hidden for now',
    text: 'It is hidden while a complaint about it is looked into.',
    href: '/notifications',
    paragraphs: (owner) => [
      `This is about ${titlesOf(found, owner)}. It is hidden while we look into it, because ${why}. Nothing is deleted, and nothing is decided yet.`,
      found.interim?.automated
        ? 'A rule of the program hid it; a moderator looks at it next.'
        : 'A moderator hid it.',
      'You hear from us as soon as it is decided, within fifteen days. If we find nothing wrong, it comes back as it was.',
    ],
  })
}

/** It stays hidden for longer. @param key the same for the same renewal */
export function tellAuthorOfRenewal(found: Case, key: number): Promise<void> {
  const end = found.interim?.until && londonDate(found.interim.until)
  return tellOwners(found, {
    once: `renewed:${found.ref}:${key}`,
    title: 'Something of yours stays hidden for longer',
    text: 'Looking into the complaint about it takes longer.',
    href: '/notifications',
    paragraphs: (owner) => [
      `This is about ${titlesOf(found, owner)}. Looking into the complaint takes longer, so it stays hidden${end ? ` until ${end} at the latest, unless it is decided before` : ''}. Nothing is deleted, and nothing is decided yet.`,
      'A second moderator agreed to this. If we find nothing wrong, it comes back as it was.',
    ],
  })
}

/** N28: where it is about us, somebody from outside can help. */
const isDispute = ({ state: { kind } }: Case) => kind === 'service' || kind === 'privacy'
const mediationOffer =
  'We offer you mediation by somebody from outside. If you would like it, say so when you object.'

/** So many reporters are told at the same time: their answers are then noted with one command. */
const AT_ONCE = 50

/** To each reporter who wants mail: what came of it, why in short, and what they can do. */
export async function tellReporters(found: Case, decision: Decision): Promise<void> {
  let group: Report[] = []
  for await (const report of eachReportIn(found.ref)) {
    if (report.answeredAt && decision.round === 1) continue
    group.push(report)
    if (group.length < AT_ONCE) continue
    await tellGroup(found, decision, group)
    group = []
  }
  await tellGroup(found, decision, group)
}

/** All have had their turn when one that failed is thrown. Letters to addresses are counted, so they go one after the other. */
async function tellGroup(found: Case, decision: Decision, group: readonly Report[]): Promise<void> {
  const isCounted = ({ account, email }: Report) => !account && email !== ''
  const inTurn = async () => {
    for (const report of group.filter(isCounted)) await tellOutcome(found, decision, report)
  }
  const others = group.filter((report) => !isCounted(report))
  const told = await Promise.allSettled([
    inTurn(),
    ...others.map((report) => tellOutcome(found, decision, report)),
  ])
  for (const one of told) if (one.status === 'rejected') throw one.reason
}

async function tellOutcome(found: Case, decision: Decision, report: Report): Promise<void> {
  const once = `outcome:${decision.ref}:${report.ref}`
  const subject = `Your report ${report.ref} is decided`
  const purpose = 'to tell you what came of your report'
  const paragraphs = [
    `${subject}. ${outcomeWords[decision.outcome]} ${decision.outcome === 'not_upheld' ? '' : measuresInWords(decision).join(' ')}`.trim(),
    `Why: ${decision.reason}`,
    `It rests on: ${groundInWords(decision)}.`,
    ...(isDispute(found) && decision.outcome !== 'upheld' ? [mediationOffer] : []),
    'If you think this is wrong, you can object for six months on the page of your report, and somebody else decides. You can also complain to a regulator, or go to a court, at any time.',
  ]
  if (report.account)
    await tellReporter(found.ref, {
      account: String(report.account),
      kind: 'report',
      title: subject,
      text: outcomeWords[decision.outcome],
      href: statusAddress(report.ref),
      once,
      ...(!report.optOut && { mail: { subject, paragraphs, clause: 'N13' as const, purpose } }),
    })
  else if (report.email && !report.optOut && (await mayHearOutcome(report.email)))
    await sendLetter({
      to: report.email,
      account: null,
      case: found.ref,
      subject,
      purpose,
      paragraphs: [
        ...paragraphs,
        `The private link to your report is in the first mail we sent you. What was decided, for everybody to read: ${siteUrl}/log`,
      ],
      once,
    })
  await markAnswered(report._id, found.ref)
}
