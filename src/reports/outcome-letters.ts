import { config } from '../config.ts'
import { privateLink } from './account-words.ts'
import { authorIds } from './authors.ts'
import type { Case } from './case-record.ts'
import { outcomeWords } from './case-words.ts'
import { type Decision, findDecision, firstDecided } from './decision.ts'
import { loadEvidence } from './evidence.ts'
import { heldElsewhere } from './holders.ts'
import { mayHearOutcome, sendLetter, statusAddress, tellReporter } from './letters.ts'
import { isHiding, newsForAuthor, outcomeForReporter } from './outcome-words.ts'
import { tellOwner } from './owner-letters.ts'
import { eachReportIn, markAnswered, type Report } from './report.ts'
import { secretOf } from './report-link.ts'
import { judgedIn, keysOf } from './several.ts'
import { type Stays, staysOf } from './stays-hidden.ts'
import { subjectKey } from './subject.ts'

const { siteUrl } = config

export const decisionPath = (ref: string) => `/decisions/${ref}`

/** Told no later than the restriction begins. */
export async function tellAuthor(found: Case, decision: Decision): Promise<void> {
  const before = decision.over?.startsWith('D-') ? await findDecision(decision.over) : undefined
  for (const account of authorIds(found)) {
    const news = await newsForAuthor(found, decision, before, account)
    if (!news) continue
    await tellOwner(account, {
      ...news,
      once: `decided:${decision.ref}`,
      href: decisionPath(decision.ref),
      paragraphs: [...news.paragraphs, ...(await privateLink(account, decision))],
    })
  }
}

/** So many reporters are told at the same time: their answers are then noted with one command. */
const AT_ONCE = 50

/** To each reporter who wants mail and named one of the things that it is about. */
export async function tellReporters(found: Case, decision: Decision): Promise<void> {
  const telling = {
    ...{ found, decision, first: await firstDecided(decision) },
    staysFor: isHiding(decision) ? () => undefined : await findStays(found, decision),
  }
  const judged = await evidenceOn(found, decision)
  let group: Report[] = []
  for await (const report of eachReportIn(found.ref)) {
    if (report.answeredAt && decision.round === 1) continue
    if (judged && !report.evidence.some((id) => judged.has(String(id)))) continue
    group.push(report)
    if (group.length < AT_ONCE) continue
    await tellGroup(telling, group)
    group = []
  }
  await tellGroup(telling, group)
}

interface Telling {
  found: Case
  decision: Decision
  /** When the case was decided for the first time. */
  first: Date
  /** What each report named, and other cases keep hidden. Nobody learns of a thing that they did not name. */
  staysFor(report: Report): Stays | undefined
}

async function findStays(found: Case, decision: Decision): Promise<Telling['staysFor']> {
  const subjects = judgedIn(found, decision)
  const held = await heldElsewhere({ ref: found.ref, subjects })
  if (held.size === 0) return () => undefined
  const copies = new Map((await loadEvidence(found.evidence)).map((one) => [String(one._id), one.subject]))
  return ({ evidence }) => {
    const named = new Set(evidence.map((id) => copies.get(String(id))))
    return staysOf(
      subjects.filter((subject) => named.has(subjectKey(subject))),
      held,
    )
  }
}

/** Copies of what a decision is about, where it is not about all of its case: an author objects for their own things. */
async function evidenceOn(found: Case, { things }: Decision): Promise<Set<string> | undefined> {
  if (!things || keysOf(found.subjects).every((key) => things.includes(key))) return undefined
  const all = await loadEvidence(found.evidence)
  return new Set(all.flatMap(({ _id, subject }) => (things.includes(subject) ? [String(_id)] : [])))
}

/** All have had their turn when one that failed is thrown. Letters to addresses are counted, so they go one after the other. */
async function tellGroup(telling: Telling, group: readonly Report[]): Promise<void> {
  const isCounted = ({ account, email }: Report) => !account && email !== ''
  const inTurn = async () => {
    for (const report of group.filter(isCounted)) await tellOutcome(telling, report)
  }
  const others = group.filter((report) => !isCounted(report))
  const told = await Promise.allSettled([inTurn(), ...others.map((report) => tellOutcome(telling, report))])
  for (const one of told) if (one.status === 'rejected') throw one.reason
}

/** An address that got many letters that day got no receipt: then the link is here. */
function whereLinkIs(report: Report): string[] {
  if (report.receiptMailedAt) return ['The private link to your report is in the first mail we sent you.']
  const secret = secretOf(report)
  if (!secret) return ['The private link to your report is on the page that you saw when you sent it.']
  return [
    'You can read it on the page of your report, which is for you alone:',
    siteUrl + statusAddress(report.ref, secret),
  ]
}

async function tellOutcome({ found, decision, first, staysFor }: Telling, report: Report): Promise<void> {
  const once = `outcome:${decision.ref}:${report.ref}`
  const subject = `Your report ${report.ref} is decided`
  const purpose = 'to tell you what came of your report'
  const who = report.account ? String(report.account) : report.ref
  const [outcome, ...rest] = outcomeForReporter(found, decision, {
    ...{ who, first, stays: staysFor(report) },
  })
  const paragraphs = [`${subject}. ${outcome}`, ...rest]
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
        ...whereLinkIs(report),
        `What was decided, for everybody to read: ${siteUrl}/log`,
      ],
      once,
    })
  await markAnswered(report._id, found.ref)
}
