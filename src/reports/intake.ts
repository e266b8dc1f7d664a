import { Types } from 'mongoose'
import { type Case, type CaseSubject, findUndecided, moveCase, openCase, partiesOf } from './case.ts'
import { hideMeanwhile } from './interim-choice.ts'
import { type KindName, kinds } from './kinds.ts'
import { Refused } from './refused.ts'
import type { Report } from './report-record.ts'
import { type Subject, subjectKey } from './subject.ts'

export function caseSubject({ kind, id, path, title, revision, author }: Subject): CaseSubject {
  return { kind, id, path, title, revision, author: author === null ? null : new Types.ObjectId(author) }
}

/** Everybody's reports about one thing are one case, until it is decided. @returns its reference */
export async function joinCase(report: Report, subjects: readonly Subject[]): Promise<string> {
  const [first] = subjects
  if (!first) throw new TypeError('A report is about something.')
  const subject = subjectKey(first)
  for (;;) {
    const there = await findUndecided(subject)
    const { found, isNew } = there
      ? { found: there, isNew: false }
      : await openCase({
          origin: 'report',
          kind: report.kind,
          subject,
          subjects: subjects.map(caseSubject),
          evidence: report.evidence,
          by: report.account,
        })
    if (isNew || (await isAdded(found, report, subjects.map(caseSubject)))) return found.ref
  }
}

/** @returns false where the case was decided in between: then the report opens the next one */
async function isAdded(
  { ref }: Case,
  { kind, account, evidence }: Report,
  subjects: readonly CaseSubject[],
): Promise<boolean> {
  try {
    await moveCase(ref, {
      events: [{ type: 'joined', kind, by: account && String(account) }],
      joining: { parties: partiesOf(subjects, account), kind, evidence },
      set: (found) => ({
        isUrgent: found.isUrgent || kinds[kind].isUrgent,
        subjects: found.subjects.map((known) => newer(known, subjects)),
      }),
    })
    return true
  } catch (error) {
    if (error instanceof Refused && error.fault === 'state') return false
    throw error
  }
}

/** What was edited after the first report is judged as it is now: a form that shows the version before is stale. */
function newer(known: CaseSubject, given: readonly CaseSubject[]): CaseSubject {
  const same = given.find(({ kind, id }) => kind === known.kind && id === known.id)
  return same && same.revision > known.revision ? same : known
}

/** What the law wants out of sight at once is hidden before anybody has looked; staff then confirm or restore it. */
export async function hideByRule(ref: string, kind: KindName): Promise<void> {
  await hideMeanwhile(ref, null, {
    ground: 'law_requires',
    reason: `Hidden by rule, because somebody reported it as “${kinds[kind].label}”.`,
  })
}
