import { showAnswers } from './answers.ts'
import { findCase } from './case.ts'
import type { Case } from './case-record.ts'
import type { CaseName } from './case-state.ts'
import { fullName, outcomeWords } from './case-words.ts'
import { decisionsOf } from './decision.ts'
import { loadEvidence } from './evidence.ts'
import { staysIn } from './holders.ts'
import { type KindName, kinds } from './kinds.ts'
import { whatHappensNext } from './letters.ts'
import { hasOptedOut, type Opened } from './opened-report.ts'
import { decisionPath } from './outcome-letters.ts'
import { cameInWords } from './outcome-words.ts'
import { questionsForReport } from './question.view.ts'
import { judgedIn } from './several.ts'
import { isAbout } from './standing.ts'
import { subjectKey } from './subject.ts'
import { newestOf } from './version.ts'

const stepWords = { done: 'done', now: 'now', ahead: 'comes next' } as const

/** The way of a report in three steps, or four where somebody objected. */
function stepsOf(name: CaseName) {
  const isAgain = name === 'appealed' || name === 'appeal-decided'
  const words = ['Received', 'Being looked into', 'Decided', ...(isAgain ? ['Looked at again'] : [])]
  const isNew = name === 'received' || name === 'acknowledged'
  const isUndecided = isNew || name === 'triaged' || name === 'investigating'
  // How many are behind it, and whether somebody is at work on the next.
  const done = isUndecided ? 1 : name === 'appealed' ? 3 : words.length
  return words.map((step, at) => {
    const is = at < done ? 'done' : at === done && !isNew ? 'now' : 'ahead'
    // Only the very next one "comes next"; of the rest it goes without saying.
    return { words: step, is, isWords: is === 'ahead' && at > done ? '' : stepWords[is] }
  })
}

/** What was decided last about the things that they named, as a reporter may know it, and where they can object. */
async function outcomeOf(
  found: Case,
  things: readonly string[],
  link: { report: string; key: string } | undefined,
) {
  const all = await decisionsOf(found.ref)
  const decision = all.findLast((one) => things.some((key) => isAbout(one, key))) ?? all.at(-1)
  if (!decision) return undefined
  const named = judgedIn(found, decision).filter((subject) => things.includes(subjectKey(subject)))
  return {
    words: outcomeWords[decision.outcome],
    measures: cameInWords(decision, await staysIn(found, named)),
    reason: decision.reason,
    href: decisionPath(decision.ref) + (link ? `?${new URLSearchParams(link)}` : ''),
  }
}

/** Once somebody gave the case another kind, its times are those of that. */
function kindInForce(alleged: KindName, found: Case | undefined): KindName {
  const isOther = found?.history.some(({ act }) => act === 'retracked')
  return found && isOther ? found.state.kind : alleged
}

/**
 * What the reporter sees: their own words, how it stands, what came of it. Never who wrote the thing beyond what its page
 * shows, never what others reported (N13).
 */
export async function showStatus(opened: Opened, ref: string, key: string | undefined) {
  const { report, filings } = opened
  const found = report.case === null ? undefined : await findCase(report.case)
  const evidence = newestOf(await loadEvidence(report.evidence))
  const things = evidence.map(({ subject }) => subject)
  return {
    ref,
    key,
    kind: { name: report.kind, label: kinds[report.kind].label },
    receivedAt: filings[0]?.at ?? report.receivedAt,
    about: evidence.map(({ title, path }) => ({ title, href: path })),
    words: await Promise.all(
      filings.map(async (filing) => ({
        at: filing.at,
        details: filing.details,
        answers: await showAnswers(report, filing),
      })),
    ),
    steps: stepsOf(found?.state.name ?? 'received'),
    outcome:
      found && !found.isUndecided
        ? await outcomeOf(found, things, key ? { report: ref, key } : undefined)
        : undefined,
    state: fullName(found?.state.name ?? 'received'),
    stage: found?.state.name ?? 'received',
    due: found?.isWaiting ? found.due : undefined,
    latest: found?.isUndecided ? found.clocks.find(({ name }) => name === 'decide-latest')?.due : undefined,
    isHidden: found?.isUndecided === true && found.state.interim === 'hidden',
    optOut: hasOptedOut(opened),
    // For the first words alone, and the page of later ones looks the same as if there were none.
    ...(filings[0]?.ref === report.ref
      ? await questionsForReport(report.ref, key)
      : { questions: [], shared: [] }),
    hasMail: report.email !== '',
    next: whatHappensNext(kindInForce(report.kind, found)),
  }
}
