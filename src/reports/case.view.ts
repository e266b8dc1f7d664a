import type { Account } from '../auth/account.ts'
import { loadAccount } from '../auth/account.ts'
import { findPeople, shownPerson } from '../auth/people.ts'
import { now } from '../clock.ts'
import { clockWords } from './alarms.ts'
import { appendAct } from './audit.ts'
import { deletionsIn } from './author-deleted.ts'
import { Cases } from './case.ts'
import { reachCase } from './case-reach.ts'
import type { Case } from './case-record.ts'
import { groundInWords, measuresInWords, outcomeWords, shortNames } from './case-words.ts'
import { type Decision, decisionsOf } from './decision.ts'
import { whyNotHide } from './effects.ts'
import { type Evidence, isUntouched, loadEvidence } from './evidence.ts'
import { kinds } from './kinds.ts'
import { decisionPath } from './outcome-letters.ts'
import { type Report, reportsIn } from './report.ts'
import { rulesInForce } from './rules-in-force.ts'
import { timeLeft } from './time-left.ts'

const actWords: Record<Case['history'][number]['act'], string> = {
  opened: 'opened',
  joined: 'another report came',
  claimed: 'taken',
  released: 'given back',
  note: 'note',
  state: 'moved on',
  interim: 'meanwhile',
  decided: 'decided',
  told: 'told',
  appealed: 'appealed',
  'author-deleted': 'deleted',
}

const groundOptions = [
  { value: 'rule', label: 'A rule of this forum' },
  { value: 'law', label: 'A law' },
]
const yieldsOptions = [
  { value: 'author', label: "The author's" },
  { value: 'complainant', label: "The complainant's" },
]

const savedPhrases = [
  'The words attack a person and not what they said.',
  'It shows somebody who did not agree to it, and no public interest needs it.',
  'It advertises something that has nothing to do with the subject.',
  'It is a strong opinion about a matter of public interest, and stays within the rules.',
]

async function showEvidence(evidence: Evidence) {
  const { title, path, words, revision, takenAt, images } = evidence
  return {
    title,
    href: path,
    words,
    revision,
    takenAt,
    images: images.map((id) => ({ src: `/images/${id}/320`, href: `/images/${id}/960` })),
    isUntouched: await isUntouched(evidence),
  }
}

function showReport({ ref, kind, filings, name, account, receivedAt }: Report) {
  return {
    ref,
    kind: kinds[kind].label,
    receivedAt,
    // Who it was is not needed to judge it; only whether somebody stands by it.
    from: account ? 'a member' : name ? 'somebody who gave a name' : 'somebody without a name',
    words: filings.map(({ details, answers, attachments, at }) => ({
      at,
      details,
      answers: kinds[kind].fields.flatMap(({ name: field, label }) =>
        answers[field] ? [{ label, words: answers[field] }] : [],
      ),
      attachments: attachments.map((id) => ({ src: `/images/${id}/320`, href: `/images/${id}/960` })),
    })),
  }
}

export function showDecision(decision: Decision) {
  const { ref, round, at, facts, complainantSide, authorSide, yields, leastRestrictive, reason } = decision
  return {
    ref,
    href: decisionPath(ref),
    round,
    at,
    outcome: decision.outcome,
    outcomeWords: outcomeWords[decision.outcome],
    measures: decision.measures,
    measureWords: measuresInWords(decision),
    ground: groundInWords(decision),
    facts,
    complainantSide,
    authorSide,
    yields,
    leastRestrictive,
    reason,
  }
}

async function showAuthor({ subjects }: Case) {
  const [subject] = subjects
  const account = subject?.author ? await loadAccount(String(subject.author)) : undefined
  if (!account) return null
  const earlier = await Cases.countDocuments({
    'subjects.author': account._id,
    'state.outcome': { $in: ['upheld', 'partly'] },
  })
  return { username: account.username, name: account.name, createdAt: account.createdAt, upheld: earlier }
}

/** All that is needed to judge. Opening it is noted: reading other people's complaints is a power (N13). */
export async function showCase(person: Account, ref: string) {
  const found = await reachCase(person, ref)
  await appendAct({ by: person._id, act: 'case:opened-page', caseRef: ref })
  const [evidence, reports, decisions, { rules, version }] = await Promise.all([
    loadEvidence(found.evidence),
    reportsIn(ref),
    decisionsOf(ref),
    rulesInForce(),
  ])
  const people = await findPeople([
    ...found.history.flatMap(({ by }) => (by ? [String(by)] : [])),
    ...(found.assignee ? [String(found.assignee)] : []),
  ])
  const { state, subjects, interim } = found
  const deletions = await deletionsIn(found)
  const history = [...found.history, ...deletions].sort((one, other) => one.at.getTime() - other.at.getTime())
  const clock = { name: 'decide' as const, due: found.due, isLaw: false, isWorkingTime: false }
  const isDeciding = found.isUndecided || state.name === 'appealed'
  return {
    ref,
    state: state.name,
    stateWords: shortNames[state.name],
    subject: {
      kind: subjects[0]?.kind,
      id: subjects[0]?.id,
      revision: subjects[0]?.revision,
      about: subjects[0]?.path,
      title: subjects[0]?.title,
    },
    subjects: subjects.map(({ title, path, kind }) => ({ title, href: path, kind })),
    kinds: found.kinds.map((kind) => kinds[kind].label),
    isUrgent: found.isUrgent,
    evidence: await Promise.all(evidence.map(showEvidence)),
    reports: reports.map(showReport),
    reportCount: found.reports,
    interim: interim && {
      choice: interim.choice,
      ground: interim.ground,
      reason: interim.reason,
      decidedBy: interim.decidedBy,
      automated: interim.automated,
      at: interim.at,
      until: interim.until,
    },
    isHidden: state.interim === 'hidden',
    whyNotHide: whyNotHide(found),
    decisions: decisions.map(showDecision),
    author: await showAuthor(found),
    history: history.map(({ at, by, act, words }) => ({
      at,
      by:
        act === 'author-deleted'
          ? 'its author'
          : by
            ? (people.get(String(by))?.name ?? 'a former member')
            : 'the program',
      act: actWords[act],
      words,
    })),
    unexplained: [...new Set(state.unexplained)].map((name) => ({ name, words: clockWords[name] ?? name })),
    due: found.due,
    left: found.isWaiting ? timeLeft(clock, found.openedAt, now()) : undefined,
    assignee: found.assignee ? shownPerson(people.get(String(found.assignee))) : null,
    isMine: found.assignee?.equals(person._id) === true,
    isTaken: found.assignee !== null && !found.assignee.equals(person._id),
    isDeciding,
    isAuthorDeleted: deletions.length > 0,
    isAppeal: state.name === 'appealed',
    canChooseInterim: found.isUndecided,
    isProtected: state.isProtected,
    rules: rules.map(({ number, title }) => ({ value: String(number), label: `${number}. ${title}` })),
    rulesVersion: version,
    groundOptions,
    yieldsOptions,
    savedPhrases,
  }
}
