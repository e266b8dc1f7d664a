import { Types } from 'mongoose'
import { type CaseSubject, findCase, findUndecided, moveCase, openCase } from './case.ts'
import { hideSubjects, showSubjects } from './effects.ts'
import { hideMeanwhile } from './interim-choice.ts'
import { type KindName, kinds } from './kinds.ts'
import { partiesOf } from './opening.ts'
import { tellAuthorMeanwhile } from './outcome-letters.ts'
import { Refused } from './refused.ts'
import { countReportsIn, leaveCase, putInCase } from './report.ts'
import type { Report } from './report-record.ts'
import { type Subject, subjectKey } from './subject.ts'

export function caseSubject({ kind, id, path, title, revision, author }: Subject): CaseSubject {
  return { kind, id, path, title, revision, author: author === null ? null : new Types.ObjectId(author) }
}

/**
 * Everybody's reports about one thing are one case, until it is decided. The report names its case before the case counts it,
 * so that whatever breaks in between can be done again. @returns its reference
 */
export async function joinCase(report: Report, subjects: readonly Subject[]): Promise<string> {
  let known = report.case
  for (;;) {
    const { ref: wanted, isNew } = known ? { ref: known, isNew: false } : await findOrOpen(report, subjects)
    const ref = await putInCase(report._id, wanted)
    // Whoever joined it before this report was in it counted one too few.
    const isCounted = isNew && ref === wanted && (await findCase(ref))?.version === 1
    if (isCounted || (await isAdded(ref, report, subjects.map(caseSubject)))) return ref
    if (!(await leaveCase(report._id, ref))) return ref
    known = null
  }
}

async function findOrOpen(report: Report, subjects: readonly Subject[]) {
  const [first] = subjects
  if (!first) throw new TypeError('A report is about something.')
  const subject = subjectKey(first)
  const there = await findUndecided(subject)
  if (there) return { ref: there.ref, isNew: false }
  const { found, isNew } = await openCase({
    origin: 'report',
    kind: report.kind,
    subject,
    subjects: subjects.map(caseSubject),
    evidence: report.evidence,
    by: report.account,
  })
  return { ref: found.ref, isNew }
}

/** @returns false where the case was decided in between: then the report opens the next one */
async function isAdded(
  ref: string,
  { kind, account, evidence }: Report,
  subjects: readonly CaseSubject[],
): Promise<boolean> {
  try {
    await moveCase(ref, {
      // A finding that somebody reports, too, has somebody to tell that it has arrived.
      events: ({ state }) => [
        { type: 'joined', kind, by: account && String(account) },
        ...(state.name === 'received' ? [{ type: 'acknowledged' as const }] : []),
      ],
      joining: { parties: partiesOf(subjects, account), kind, evidence },
      set: async (found) => ({
        isUrgent: found.isUrgent || kinds[kind].isUrgent,
        reports: await countReportsIn(ref),
        subjects: withAll(found.subjects, subjects),
      }),
    })
    return true
  } catch (error) {
    if (error instanceof Refused && error.fault === 'state') return false
    throw error
  }
}

/** Things that one case can be about; a report that names still others is kept, and staff can open another case. */
const MOST_SUBJECTS = 100

/** Everything that is named in one of its reports is judged in the case. */
function withAll(known: readonly CaseSubject[], given: readonly CaseSubject[]): CaseSubject[] {
  const keys = new Set(known.map(subjectKey))
  const more = given.filter((subject) => !keys.has(subjectKey(subject)))
  return [...known.map((subject) => newer(subject, given)), ...more].slice(0, MOST_SUBJECTS)
}

/** What was edited after the first report is judged as it is now: a form that shows the version before is stale. */
function newer(known: CaseSubject, given: readonly CaseSubject[]): CaseSubject {
  const same = given.find(({ kind, id }) => kind === known.kind && id === known.id)
  return same && same.revision > known.revision ? same : known
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
 * What this report brought into a case that was hidden already. Each thing's author learns of it once, under the place that it
 * has in the case for good.
 */
async function hideJoined(ref: string, reported: ReadonlySet<string>): Promise<void> {
  const found = await findCase(ref)
  if (found?.state.interim !== 'hidden') return
  const covered = found.interim?.covers ?? 1
  for (const [at, subject] of found.subjects.entries()) {
    if (at < covered || !reported.has(subjectKey(subject))) continue
    await tellAuthorMeanwhile({ ...found, subjects: [subject] }, -at)
    await hideSubjects({ subjects: [subject] }, { by: ref, from: 'others' })
  }
  // Also where somebody decided in between.
  if ((await findCase(ref))?.state.interim !== 'hidden') await showSubjects(found, ref)
}
