import type { Account } from '../auth/account.ts'
import { findPeople, shownPerson } from '../auth/people.ts'
import { isAdmin } from '../auth/policy.ts'
import { now } from '../clock.ts'
import { type Case, Cases } from './case.ts'
import { shortNames } from './case-words.ts'
import { kinds } from './kinds.ts'
import { shareRatio } from './share-ratio.ts'
import { timeLeft } from './time-left.ts'

const PAGE = 50
/** Beside a list; a longer one is simply long. */
const MOST_COUNTED = 1000

export const filters = ['waiting', 'unclaimed', 'mine', 'urgent', 'appeals', 'overdue', 'done'] as const
export type Filter = (typeof filters)[number]

const labels: Record<Filter, string> = {
  waiting: 'Waiting',
  unclaimed: 'Not taken',
  mine: 'Mine',
  urgent: 'Urgent',
  appeals: 'Appeals',
  overdue: 'Overdue',
  done: 'Done',
}

function wanted(filter: Filter, person: Account) {
  const waiting = { isWaiting: true }
  const by: Record<Filter, object> = {
    waiting,
    unclaimed: { ...waiting, assignee: null },
    mine: { ...waiting, assignee: person._id },
    urgent: { ...waiting, isUrgent: true },
    appeals: { ...waiting, 'state.name': 'appealed' },
    overdue: { ...waiting, due: { $lte: now() } },
    done: { isWaiting: false },
  }
  // Nobody sees a case that they are part of.
  return { ...by[filter], parties: { $ne: person._id } }
}

/** Urgent ones first, then the oldest: nobody waits longer because somebody else complained later. */
const inOrder = { isUrgent: -1, openedAt: 1 } as const

function row(found: Case, people: Awaited<ReturnType<typeof findPeople>>) {
  const {
    ref,
    kinds: alleged,
    subjects,
    due,
    assignee,
    reports,
    openedAt,
    isUrgent,
    state,
    isWaiting,
  } = found
  const clock = { name: 'decide' as const, due, isLaw: false, isWorkingTime: false }
  return {
    ref,
    href: `/review/${ref}`,
    title: subjects[0]?.title ?? '',
    more: subjects.length - 1,
    kinds: alleged.map((kind) => kinds[kind].label),
    state: shortNames[state.name],
    isUrgent,
    isHidden: state.interim === 'hidden',
    reports,
    openedAt,
    due,
    left: isWaiting ? timeLeft(clock, openedAt, now()) : undefined,
    assignee: assignee ? shownPerson(people.get(String(assignee))) : null,
  }
}

/** One row for each case. @param skip how many rows were on the pages before */
export async function showQueue(person: Account, filter: Filter, skip: number) {
  const query = Cases.find(wanted(filter, person), '-history -evidence -parties')
  const sorted = filter === 'done' ? query.sort({ _id: -1 }) : query.sort(inOrder)
  const found = await sorted
    .skip(skip)
    .limit(PAGE + 1)
    .lean<Case[]>()
  const page = found.slice(0, PAGE)
  const people = await findPeople(page.flatMap(({ assignee }) => (assignee ? [String(assignee)] : [])))
  const counted = ['waiting', 'unclaimed', 'mine', 'urgent', 'appeals', 'overdue'] as const
  const counts = await Promise.all(
    counted.map((name) => Cases.countDocuments(wanted(name, person)).limit(MOST_COUNTED)),
  )
  const count = new Map<Filter, number>(counted.map((name, at) => [name, counts[at] ?? 0]))
  const next = found.length > PAGE ? `/review?filter=${filter}&skip=${skip + PAGE}` : null
  return {
    cases: page.map((one) => row(one, people)),
    tabs: filters.map((name) => ({
      href: name === 'waiting' ? '/review' : `/review?filter=${name}`,
      label: labels[name],
      count: count.get(name),
      isCurrent: name === filter,
    })),
    sharing: isAdmin(person) ? await shareRatio() : undefined,
    previous: skip > 0 ? '/review' : null,
    next,
  }
}

/** The oldest that nobody has taken, urgent ones before others. */
export async function findNext(person: Account): Promise<string | undefined> {
  const found = await Cases.findOne(wanted('unclaimed', person), 'ref').sort(inOrder).lean()
  return found?.ref
}
