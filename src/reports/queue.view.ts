import type { Account } from '../auth/account.ts'
import { findPeople, shownPerson } from '../auth/people.ts'
import { isAdmin, isStaff } from '../auth/policy.ts'
import { now } from '../clock.ts'
import { type Case, Cases } from './case.ts'
import { shortNames } from './case-words.ts'
import { whyNotDecide } from './decision-rules.ts'
import { leftIn } from './due.ts'
import { kinds } from './kinds.ts'
import { casesWithoutSecond, type Stuck } from './seconds.ts'
import { shareRatio } from './share-ratio.ts'
import { countUnled } from './unled.ts'
import { waitsForSecond } from './waits-for-second.ts'

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
  appeals: 'Objections',
  overdue: 'Overdue',
  done: 'Done',
}

/** @param stuck cases that nobody can decide: they are overdue, whatever their clock says */
function wanted(filter: Filter, person: Account, stuck: Stuck[] = []) {
  const waiting = { isWaiting: true }
  const by: Record<Filter, object> = {
    waiting,
    unclaimed: { ...waiting, assignee: null },
    mine: { ...waiting, assignee: person._id },
    urgent: { ...waiting, isUrgent: true },
    appeals: { ...waiting, 'state.name': 'appealed' },
    overdue: { ...waiting, $or: [{ due: { $lte: now() } }, { ref: { $in: stuck.map(({ ref }) => ref) } }] },
    done: { isWaiting: false },
  }
  // Nobody sees a case that they are part of; second reviewers see those that were given to them.
  const theirs = isStaff(person) ? {} : { givenTo: person._id }
  return { ...by[filter], ...theirs, parties: { $ne: person._id } }
}

/** Urgent ones first, then what trusted reporters sent, then the oldest: nobody waits longer because others complained later. */
export const inOrder = { isUrgent: -1, isTrusted: -1, openedAt: 1 } as const

const stuckWords = { words: 'overdue: nobody can decide it', level: 'late' } as const

function row(found: Case, people: Awaited<ReturnType<typeof findPeople>>, isStuck: boolean) {
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
  const left = leftIn(found, now())
  return {
    ref,
    href: `/review/${ref}`,
    title: subjects[0]?.title ?? '',
    more: subjects.length - 1,
    kinds: [...new Set([state.kind, ...alleged])].map((kind) => kinds[kind].label),
    state: shortNames[state.name],
    isUrgent,
    isTrusted: found.isTrusted === true,
    isHidden: state.interim === 'hidden',
    reports,
    openedAt,
    due,
    left: isWaiting ? (isStuck && left.level !== 'late' ? stuckWords : left) : undefined,
    isStuck,
    assignee: assignee ? shownPerson(people.get(String(assignee))) : null,
  }
}

/** One row for each case. @param skip how many rows were on the pages before */
export async function showQueue(person: Account, filter: Filter, skip: number) {
  const stuck = isStaff(person) ? await casesWithoutSecond(person) : []
  const query = Cases.find(wanted(filter, person, stuck), '-history -evidence -parties -givenTo')
  const sorted = filter === 'done' ? query.sort({ _id: -1 }) : query.sort(inOrder)
  const found = await sorted
    .skip(skip)
    .limit(PAGE + 1)
    .lean<Case[]>()
  const page = found.slice(0, PAGE)
  const [people, waitsFor] = await Promise.all([
    findPeople(page.flatMap(({ assignee }) => (assignee ? [String(assignee)] : []))),
    waitsForSecond(page.flatMap(({ ref, isWaiting }) => (isWaiting ? [ref] : []))),
  ])
  const counted = ['waiting', 'unclaimed', 'mine', 'urgent', 'appeals', 'overdue'] as const
  const counts = await Promise.all(
    counted.map((name) => Cases.countDocuments(wanted(name, person, stuck)).limit(MOST_COUNTED)),
  )
  const unled = isAdmin(person) ? await countUnled() : 0
  const count = new Map<Filter, number>(counted.map((name, at) => [name, counts[at] ?? 0]))
  count.set('overdue', (count.get('overdue') ?? 0) + unled)
  const next = found.length > PAGE ? `/review?filter=${filter}&skip=${skip + PAGE}` : null
  return {
    cases: page.map((one) => ({
      ...row(
        one,
        people,
        stuck.some(({ ref }) => ref === one.ref),
      ),
      waitsFor: waitsFor(one.ref),
    })),
    stuck,
    unled,
    canLead: isStaff(person),
    canInvite: isAdmin(person),
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

/** The oldest that nobody has taken and in which this person has a say, urgent ones before others. */
export async function findNext(person: Account): Promise<string | undefined> {
  const waiting = Cases.find(wanted('unclaimed', person), 'ref state').sort(inOrder).lean<Case[]>()
  for await (const { ref, state } of waiting.cursor())
    if (whyNotDecide(state, String(person._id)) === undefined) return ref
  return undefined
}
