import { Types } from 'mongoose'
import { together } from '../database/together.ts'
import {
  type Case,
  type CaseSubject,
  findCase,
  findUndecided,
  moveCase,
  nextCaseRef,
  openCase,
} from './case.ts'
import { dueOf, withReport } from './due.ts'
import { hideMeanwhile } from './interim-choice.ts'
import { tellAuthorMeanwhile } from './interim-letters.ts'
import { involvedIn } from './involved.ts'
import { type KindName, kinds } from './kinds.ts'
import { type Opening, ownersOf, partiesOf } from './opening.ts'
import { Refused } from './refused.ts'
import { countReportsIn, leaveCase, putInCase } from './report.ts'
import type { Report } from './report-record.ts'
import { settleHolds } from './settling-holds.ts'
import { MOST_IN_CASE } from './several.ts'
import { showWhatLeft } from './showing.ts'
import { type Subject, subjectKey } from './subject.ts'
import { asHidden, broughtBy, timesOut } from './taken-out.ts'

export function caseSubject({ kind, id, path, title, revision, author }: Subject): CaseSubject {
  return { kind, id, path, title, revision, author: author === null ? null : new Types.ObjectId(author) }
}

/** Where a report will be: in the case that is open about the thing, or in one of which it has only the reference so far. */
export async function planCase(subject: Subject): Promise<string> {
  return (await findUndecided(subjectKey(subject)))?.ref ?? (await nextCaseRef())
}

/**
 * Everybody's reports about one thing are one case, until it is decided. The report names its case before that is opened, or
 * counts it, so that whatever breaks in between can be done again.
 * @returns its reference
 */
export async function joinCase(report: Report, subjects: readonly Subject[]): Promise<string> {
  let known = report.case
  if (known && !(await findCase(known))) {
    const { found, isNew } = await openCase(await openingFor(report, subjects), known)
    // Whoever joins or decides it from here on finds this report in it.
    if (isNew) return known
    known = await putInCase(report._id, known, found.ref)
  }
  for (;;) {
    const ref = known ?? (await putInCase(report._id, null, await findOrOpen(report, subjects)))
    if (await join({ report, subjects: subjects.map(caseSubject) }, ref)) return ref
    if (!(await leaveCase(report._id, ref))) return ref
    // Somebody who joined a moment before the decision may have counted this one, too.
    await moveCase(ref, { events: [], set: async () => ({ reports: await countReportsIn(ref) }) })
    known = null
  }
}

/** The case that a report opens where there is none. */
export async function openingFor(report: Report, [first, ...rest]: readonly Subject[]): Promise<Opening> {
  if (!first) throw new TypeError('A report is about something.')
  const { kind, evidence, account: by, isTrusted } = report
  const subjects = [first, ...rest].map(caseSubject)
  const involved = await involvedIn(subjects)
  return { origin: 'report', kind, subject: subjectKey(first), subjects, evidence, by, involved, isTrusted }
}

async function findOrOpen(report: Report, subjects: readonly Subject[]): Promise<string> {
  const there = subjects[0] && (await findUndecided(subjectKey(subjects[0])))
  return there ? there.ref : (await openCase(await openingFor(report, subjects))).found.ref
}

interface Joining {
  report: Report
  subjects: CaseSubject[]
}

/**
 * Those who report one thing at the same time join with one move: each alone would only be in the way of the others.
 * @returns false where the case was decided in between: then the report opens the next one
 */
const join = together<Joining, boolean>(async (joining, ref) => {
  const reports = joining.map(({ report }) => report)
  const broughtTo = (found: Case) =>
    joining.map(({ report, subjects }) => ({ report, own: broughtBy(found, report.kind, subjects) }))
  try {
    await moveCase(ref, {
      // A finding that somebody reports, too, has somebody to tell that it has arrived.
      events: (found) => [
        ...broughtTo(found).map(({ report: { kind, account }, own }) => ({
          type: 'joined' as const,
          kind,
          by: account && String(account),
          owners: ownersOf(own),
        })),
        ...(found.state.name === 'received' ? [{ type: 'acknowledged' as const }] : []),
      ],
      joining: async (found) => ({
        parties: [
          ...broughtTo(found).flatMap(({ report, own }) => partiesOf(own, report.account)),
          ...(await involvedIn(broughtTo(found).flatMap(({ own }) => own))),
        ],
        kinds: reports.map(({ kind }) => kind),
        evidence: reports.flatMap(({ evidence }) => evidence),
      }),
      set: async (found) => ({
        ...timesWith(found, reports),
        isUrgent: found.isUrgent || reports.some(({ kind }) => kinds[kind].isUrgent),
        ...(reports.some(({ isTrusted }) => isTrusted) && { isTrusted: true }),
        reports: await countReportsIn(ref),
        subjects: withAll(
          found.subjects,
          broughtTo(found).flatMap(({ own }) => own),
        ),
      }),
    })
    return joining.map(() => true)
  } catch (error) {
    if (error instanceof Refused && error.fault === 'state') return joining.map(() => false)
    throw error
  }
})

/** The case is as soon over as the most pressing of its reports, each from when it came in. */
function timesWith({ clocks }: Case, reports: readonly Report[]): Pick<Case, 'clocks' | 'due'> {
  const all = reports.reduce((sooner, one) => withReport(sooner, one.kind, one.receivedAt), clocks)
  return { clocks: all, due: dueOf(all) }
}

/** Everything that is named in one of its reports is judged in the case, as far as it has room; the report keeps the rest. */
function withAll(known: readonly CaseSubject[], given: readonly CaseSubject[]): CaseSubject[] {
  const keys = new Set(known.map(subjectKey))
  const more = given.filter((subject) => !keys.has(subjectKey(subject)))
  return [
    ...known.map((subject) => newer(subject, given)),
    ...more.slice(0, Math.max(0, MOST_IN_CASE - known.length)),
  ]
}

/** What was edited after the first report is judged as it is now: a form that shows the version before is stale. */
export function newer(known: CaseSubject, given: readonly CaseSubject[]): CaseSubject {
  const same = given.filter(({ kind, id }) => kind === known.kind && id === known.id)
  const newest = same.reduce((last, one) => (one.revision > last.revision ? one : last), known)
  return known.wasHidden ? { ...newest, wasHidden: true } : newest
}

/**
 * What the law wants out of sight at once is hidden before anybody has looked; staff then confirm or restore it. Where it was
 * decided in that very moment, whoever decided it has judged it.
 */
export async function hideByRule(
  ref: string,
  kind: KindName,
  reported: readonly Pick<Subject, 'kind' | 'id'>[],
): Promise<void> {
  const reason = `Hidden by rule, because somebody reported it as “${kinds[kind].label}”.`
  try {
    await hideMeanwhile(ref, null, { ground: 'law_requires', reason })
  } catch (error) {
    if (!(error instanceof Refused && error.fault === 'state')) throw error
  }
  await hideJoined(ref, new Set(reported.map(subjectKey)))
}

/**
 * What this report brought into a case that was hidden already. Each thing's author learns of it once, for as long as it is
 * in the case.
 */
async function hideJoined(ref: string, reported: ReadonlySet<string>): Promise<void> {
  const found = await findCase(ref)
  if (found?.state.interim !== 'hidden') return
  const covered = found.interim?.covers ?? 1
  for (const [at, subject] of found.subjects.entries()) {
    if (at < covered || !reported.has(subjectKey(subject))) continue
    const key = subjectKey(subject)
    await moveCase(ref, { events: [], set: ({ subjects }) => ({ subjects: markHidden(subjects, key) }) })
    await tellAuthorMeanwhile({ ...found, subjects: [subject] }, `${key}:${timesOut(found, key)}`)
    await settleHolds({ subjects: [subject] }, null)
  }
  // Also where somebody decided, or took it out, in between.
  await showWhatLeft(found)
}

function markHidden(subjects: readonly CaseSubject[], key: string): CaseSubject[] {
  return subjects.flatMap((subject) => (subjectKey(subject) === key ? asHidden([subject]) : [subject]))
}
