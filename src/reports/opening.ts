import { Types } from 'mongoose'
import { now } from '../clock.ts'
import type { Case, CaseOrder, CaseSubject } from './case-record.ts'
import type { CaseState } from './case-state.ts'
import { dueOf, firstClocks } from './due.ts'
import { type KindName, kinds } from './kinds.ts'
import { next } from './states.ts'
import { subjectKey } from './subject.ts'

const undecided = ['received', 'acknowledged', 'triaged', 'investigating']
const waiting = [...undecided, 'decided', 'appealed']

/** What lists and the unique index ask for, from the one state. */
export function flagsOf({ name }: CaseState) {
  return {
    isOpen: name !== 'closed',
    isWaiting: waiting.includes(name),
    isUndecided: undecided.includes(name),
  }
}

export interface Opening {
  origin: Case['origin']
  kind: KindName
  /** `subjectKey` of the first. */
  subject: string
  subjects: CaseSubject[]
  evidence: Types.ObjectId[]
  /** Who reported or found it; null for somebody without an account. */
  by: Types.ObjectId | null
  order?: CaseOrder | undefined
  /** See `involvedIn`. */
  involved: Types.ObjectId[]
  /** A trusted reporter's. */
  isTrusted?: boolean | undefined
}

/** A case as it begins. Who reported it is told at once that it has arrived. */
export function freshCase(opening: Opening, ref: string): Case {
  const { origin, kind, subject, subjects, evidence, by, order, involved, isTrusted } = opening
  const owner = subjects[0]?.author ?? null
  const opened = next(null, {
    type: 'opened',
    source: origin,
    kind,
    by: by && String(by),
    subjectsOwner: owner && String(owner),
    owners: ownersOf(subjects),
  })
  const state = origin === 'report' ? next(opened, { type: 'acknowledged' }) : opened
  const openedAt = now()
  const clocks = firstClocks(kind, openedAt)
  return {
    _id: new Types.ObjectId(),
    ref,
    origin,
    kinds: [kind],
    subject,
    subjects,
    things: origin === 'report' ? [subject] : subjects.map(subjectKey),
    ...(order && { orders: [order] }),
    evidence,
    isHolding: true,
    state,
    ...flagsOf(state),
    isUrgent: kinds[kind].isUrgent,
    ...(isTrusted && { isTrusted }),
    version: 1,
    clocks,
    due: dueOf(clocks),
    assignee: null,
    reports: origin === 'report' ? 1 : 0,
    parties: [...partiesOf(subjects, origin === 'report' ? by : null), ...involved],
    interim: null,
    pending: null,
    history: [
      { at: openedAt, act: 'opened', words: kinds[kind].label, ...(by && origin !== 'report' && { by }) },
    ],
    openedAt,
    closedAt: null,
  }
}

/** An empty name stands for those who left. */
export function ownersOf(subjects: readonly Pick<CaseSubject, 'author'>[]): string[] {
  return [...new Set(subjects.map(({ author }) => (author ? String(author) : '')))]
}

/** Whoever reported it, and whose things it is about: none of them leads the case. */
export function partiesOf(
  subjects: readonly Pick<CaseSubject, 'author'>[],
  by: Types.ObjectId | null,
): Types.ObjectId[] {
  return [...subjects.flatMap(({ author }) => author ?? []), ...(by ? [by] : [])]
}
