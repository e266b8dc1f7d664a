import type { Account } from '../auth/account.ts'
import { appendAct } from '../auth/audit.ts'
import { findPeople, shownPerson } from '../auth/people.ts'
import { isAdmin } from '../auth/policy.ts'
import { now } from '../clock.ts'
import { config } from '../config.ts'
import { clockWords } from './alarms.ts'
import { showAlleged } from './alleged.view.ts'
import { showQuestions } from './asking.view.ts'
import { showHistory } from './case-history.view.ts'
import { showDecision, showEvidence, showReport } from './case-parts.view.ts'
import { showAuthors, showReporters } from './case-people.view.ts'
import { reachGiven } from './case-reach.ts'
import { shortNames } from './case-words.ts'
import { showDecideForm, type Ticked } from './decide-form.view.ts'
import { decisionsOf } from './decision.ts'
import { whyNotDecide } from './decision-rules.ts'
import { leftIn } from './due.ts'
import { loadEvidence } from './evidence.ts'
import { countPictures, mayLook } from './guarded.ts'
import { showInRoom } from './in-room.view.ts'
import { showInThread } from './in-thread.view.ts'
import { whyNotRenew } from './interim-renewal.ts'
import { kinds, otherKinds } from './kinds.ts'
import { canLearn, showLessons } from './lessons.ts'
import { showMisuse } from './misuse.view.ts'
import { pageOfReports } from './reports-in-case.ts'
import { showSeconds } from './seconds.view.ts'
import { showSubjects } from './subjects.view.ts'
import { isOut, showTakingOut } from './taking-out.view.ts'
import { isEditedSince } from './version.ts'

interface Asked extends Ticked {
  /** The last report of the page before; see `pageOfReports`. */
  after?: string | undefined
  /** What was ticked among the things to take out. */
  thing?: unknown
}

/** All that is needed to judge. Opening it is noted: reading other people's complaints is a power (N13). */
export async function showCase(person: Account, ref: string, { after, thing, ...ticked }: Asked = {}) {
  const found = await reachGiven(person, ref)
  await appendAct({ by: person._id, act: 'case:opened-page', caseRef: ref })
  const [evidence, reports, decisions, form, seconds] = await Promise.all([
    loadEvidence(found.evidence),
    pageOfReports(ref, after),
    decisionsOf(ref),
    showDecideForm(found, ticked),
    showSeconds(person, found),
  ])
  const [threads, talks, standings, canLook] = await Promise.all([
    showInThread(person, found),
    showInRoom(person, found),
    showReporters(ref, reports.shown),
    mayLook(person, found),
  ])
  const { state, subjects, interim, assignee } = found
  const leader = assignee && (await findPeople([String(assignee)])).get(String(assignee))
  const isTaken = assignee !== null && !assignee.equals(person._id)
  const isDeciding = found.isUndecided || state.name === 'appealed'
  const whyNot = isDeciding ? whyNotDecide(state, String(person._id)) : undefined
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
    kind: { name: state.kind, label: kinds[state.kind].label },
    kinds: [...new Set([state.kind, ...found.kinds])].map((kind) => kinds[kind].label),
    kindOptions: otherKinds(state.kind),
    isUrgent: found.isUrgent,
    evidence: await Promise.all(
      evidence.map(async (one) => ({
        ...(await showEvidence(one)),
        ...(!canLook && { images: [] }),
        isOut: isOut(found, one),
        isEdited: isEditedSince(one, evidence),
        thread: threads.get(one.subject),
        talk: talks.get(one.subject),
      })),
    ),
    reports: await Promise.all(
      reports.shown.map(async (one) => ({
        ...(await showReport(one, canLook)),
        standing: standings.get(one.ref),
      })),
    ),
    withheld: canLook ? 0 : countPictures(evidence, reports.shown),
    ...reports.more,
    reportCount: found.reports,
    interim: interim && {
      choice: interim.choice,
      ground: interim.ground,
      reason: interim.reason,
      decidedBy: interim.decidedBy,
      automated: interim.automated,
      at: interim.at,
      until: interim.until,
      reviewBy: interim.reviewBy ?? null,
    },
    hasReporter: state.hasReporter,
    isHidden: state.interim === 'hidden',
    decisions: decisions.map(showDecision),
    people: await showAuthors(found),
    ...(await showAlleged(reports.shown)),
    ...(await showHistory(found)),
    ...(await showQuestions(person, found)),
    unexplained: [...new Set(state.unexplained)].map((name) => ({ name, words: clockWords[name] ?? name })),
    due: found.due,
    left: found.isWaiting ? leftIn(found, now()) : undefined,
    assignee: assignee ? shownPerson(leader ?? undefined) : null,
    isMine: found.assignee?.equals(person._id) === true,
    isTaken,
    isDeciding,
    isAppeal: state.name === 'appealed',
    hiddenDays: config.targets.interim[0],
    canChooseInterim: found.isUndecided && seconds.canLead,
    ...(await showSubjects(person, found, evidence)),
    ...showTakingOut(found, thing),
    ...(await showMisuse(person, found, reports.shown)),
    ...(seconds.canLead && canLearn(found) && showLessons(found)),
    canRetrack: found.isUndecided && seconds.canLead && !isTaken,
    canRenew: found.isUndecided && whyNotRenew(found, person) === undefined,
    ...form,
    ...seconds,
    canRelease: isAdmin(person),
    whyNotDecide: whyNot,
    canDecide: isDeciding && (seconds.canLead || state.name === 'appealed') && !seconds.isHeld && !whyNot,
  }
}
