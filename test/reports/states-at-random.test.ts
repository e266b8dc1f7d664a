import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type CaseEvent,
  type CaseState,
  caseNames,
  type EventType,
  type Findings,
  interimGrounds,
  measures,
  outcomes,
} from '../../src/reports/case-state.ts'
import { kindNames, kinds } from '../../src/reports/kinds.ts'
import { isOwner } from '../../src/reports/owners.ts'
import { Refused } from '../../src/reports/refused.ts'
import { next } from '../../src/reports/states.ts'

const people = fc.constantFrom('mia', 'ned', 'pia', 'kit', 'tom', 'rob', 'ava')
const nobodyToo = fc.option(people)
const words = fc.oneof({ weight: 30, arbitrary: fc.constant('words') }, fc.constantFrom('', ' \n'))
const kind = fc.constantFrom(...kindNames)
const sides = fc.constantFrom('reporter' as const, 'author' as const)
const anybody = fc.constantFrom('reporter' as const, 'author' as const, 'other' as const)
const clocks = fc.constantFrom('triage' as const, 'decide' as const)

const findings: fc.Arbitrary<Findings> = fc.record({
  by: people,
  second: nobodyToo,
  outcome: fc.constantFrom(...outcomes),
  measures: fc.oneof(fc.constant(['none' as const]), fc.subarray([...measures])),
  ground: fc.constantFrom('law', 'law', 'rule', 'rule', '' as 'law'),
  groundRef: words,
  facts: words,
  complainantSide: words,
  authorSide: words,
  yields: fc.constantFrom('complainant', 'complainant', 'author', 'author', '' as 'author'),
  leastRestrictive: words,
  reason: words,
  until: fc.option(fc.constant(new Date(0))),
})

/** Absent as in cases of one thing, or some people's; an empty name stands for those who left. */
const moreOwners = fc.oneof(fc.constant(undefined), fc.subarray(['ava', 'tom', 'kit', ''])) as fc.Arbitrary<
  string[]
>

const of = <Type extends EventType>(type: Type) => fc.constant(type)
const eventsOf: { [Type in EventType]: fc.Arbitrary<Extract<CaseEvent, { type: Type }>> } = {
  opened: fc.record({
    type: of('opened'),
    source: fc.constantFrom('report', 'report', 'finding', 'order'),
    kind,
    by: nobodyToo,
    subjectsOwner: fc.constantFrom('ava', 'ava', null),
    owners: moreOwners,
  }),
  widened: fc.record({ type: of('widened'), by: people, owners: fc.subarray(['ava', 'tom', '']) }),
  narrowed: fc.record({
    type: of('narrowed'),
    by: people,
    owners: fc.subarray(['ava', 'tom', '']),
    reason: words,
  }),
  ordered: fc.record({ type: of('ordered'), by: people }),
  joined: fc.record({ type: of('joined'), kind, by: nobodyToo, owners: moreOwners }),
  acknowledged: fc.record({ type: of('acknowledged') }),
  triaged: fc.record({ type: of('triaged'), by: people }),
  retracked: fc.record({ type: of('retracked'), by: people, kind, reason: words }),
  'interim-hidden': fc.record({
    type: of('interim-hidden'),
    by: nobodyToo,
    ground: fc.constantFrom(...interimGrounds, '' as 'law_requires'),
    reason: words,
  }),
  'interim-restored': fc.record({ type: of('interim-restored'), by: people, reason: words }),
  'interim-lapsed': fc.record({ type: of('interim-lapsed') }),
  'interim-renewed': fc.record({ type: of('interim-renewed'), by: people, reason: words }),
  investigated: fc.record({ type: of('investigated'), by: people, note: words }),
  asked: fc.record({ type: of('asked'), by: people, whom: anybody, question: words }),
  answered: fc.record({ type: of('answered'), from: anybody }),
  decided: findings.map((rest) => ({ type: 'decided' as const, ...rest })),
  notified: fc.record({ type: of('notified') }),
  appealed: fc.record({ type: of('appealed'), side: sides, who: people, argument: words }),
  'appeal-decided': findings.map((rest) => ({ type: 'appeal-decided' as const, ...rest })),
  missed: fc.record({ type: of('missed'), clock: clocks }),
  explained: fc.record({ type: of('explained'), by: people, clock: clocks, reason: words }),
  closed: fc.record({
    type: of('closed'),
    mediation: fc.constantFrom('offered', 'accepted', 'declined', 'none'),
  }),
}

/** The next step of the usual way; alone, wholly random events would seldom come to an appeal. */
const onward: Record<CaseState['name'], EventType[]> = {
  received: ['acknowledged', 'triaged'],
  acknowledged: ['triaged'],
  triaged: ['investigated', 'interim-hidden'],
  investigating: ['decided', 'explained'],
  decided: ['notified'],
  notified: ['appealed', 'closed'],
  appealed: ['appeal-decided', 'explained'],
  'appeal-decided': ['appealed', 'closed'],
  closed: ['opened', 'investigated'],
}

type Step = { [Type in EventType]?: CaseEvent } & { chosen: EventType | 'onward'; turn: number }

const types = Object.keys(eventsOf) as EventType[]
const steps = fc.array(
  fc.record({
    chosen: fc.oneof(fc.constantFrom(...types), { weight: 2, arbitrary: fc.constant('onward' as const) }),
    turn: fc.nat(1),
    ...eventsOf,
  }) as fc.Arbitrary<Step>,
  { minLength: 5, maxLength: 40, size: 'max' },
)

function eventFor(state: CaseState | null, { chosen, turn, ...events }: Step): CaseEvent {
  const usual = state ? onward[state.name] : (['opened'] as EventType[])
  const type = chosen === 'onward' ? (usual[turn % usual.length] ?? 'closed') : chosen
  return events[type] as CaseEvent
}

function frozen<T>(value: T): T {
  for (const part of Object.values(value ?? {})) if (typeof part === 'object') frozen(part)
  return value instanceof Date ? value : Object.freeze(value)
}

type History = CaseEvent[]
const isSaid = (text: string) => text.trim().length > 0
const decisionsIn = (history: History) =>
  history.filter((event) => event.type === 'decided' || event.type === 'appeal-decided')

/** Whose things the case is about after all that happened; an empty name stands for those who left. */
function ownersAfter(history: History): string[] {
  let owners: string[] = []
  for (const event of history) {
    if (event.type === 'opened') owners = [event.subjectsOwner ?? '', ...(event.owners ?? [])]
    if (event.type === 'widened' || event.type === 'joined') owners = owners.concat(event.owners ?? [])
    if (event.type === 'narrowed') owners = event.owners
  }
  return owners
}

function checkOwners(before: CaseState | null, state: CaseState, history: History): void {
  const event = history.at(-1)
  const owners = ownersAfter(history)
  for (const person of ['mia', 'ned', 'pia', 'kit', 'tom', 'rob', 'ava', ''])
    assert.equal(isOwner(state, person), person !== '' && owners.includes(person), `whose it is: ${person}`)
  assert.ok(state.subjectsOwner === null || owners.includes(state.subjectsOwner), 'the first author')
  if (event?.type !== 'narrowed') return
  assert.ok(owners.length > 0 && isSaid(event.reason), 'something stays, and why is said')
  assert.ok(before && !before.isRequiredByLaw, 'what the law may want gone takes a decision')
  assert.ok(!before.isProtected, 'what is always answered takes a decision')
  assert.ok(
    ['received', 'acknowledged', 'triaged', 'investigating'].includes(state.name),
    'before the decision',
  )
  assert.ok(!ownersAfter(history.slice(0, -1)).includes(event.by), 'nobody frees what is their own')
  const { owners: _, subjectsOwner: _first, ...rest } = state
  const { owners: _before, subjectsOwner: _firstBefore, ...same } = before
  assert.deepEqual(rest, same, 'nothing else of the case changes')
}

function checkFindings(event: Findings, history: History): void {
  const { groundRef, facts, complainantSide, authorSide, leastRestrictive, reason } = event
  for (const text of [groundRef, facts, complainantSide, authorSide, leastRestrictive, reason])
    assert.ok(isSaid(text))
  assert.ok(['law', 'rule'].includes(event.ground), 'a ground')
  assert.ok(['complainant', 'author'].includes(event.yields), 'who gives way')
  const owners = ownersAfter(history)
  for (const person of [event.by, event.second]) assert.ok(!person || !owners.includes(person), 'own case')
  assert.notEqual(event.by, event.second)
  const kindsSoFar = history.flatMap((event) => ('kind' in event ? [event.kind] : []))
  const isProtected = kindsSoFar.some((name) => kinds[name].isProtected)
  assert.ok(!(isProtected && event.outcome === 'no_basis'), 'protected')
}

function checkPeople(event: CaseEvent, before: History): void {
  const earlier = decisionsIn(before).flatMap(({ by, second }) => [by, second])
  if (event.type === 'decided') {
    const isGrave = event.measures.some((measure) => ['limit', 'suspend', 'close'].includes(measure))
    if (isGrave || event.outcome === 'no_basis') assert.ok(event.second, 'two people')
  }
  if (event.type !== 'appeal-decided') return
  const finders = before.flatMap((one) => {
    if (one.type === 'widened' || one.type === 'ordered') return [one.by]
    return one.type === 'opened' && one.source !== 'report' ? [one.by] : []
  })
  for (const person of [event.by, event.second])
    assert.ok(!person || !finders.includes(person), 'an appeal by who brought it up')
  assert.ok(!earlier.includes(event.by), 'an appeal by the first decider')
  assert.ok(!event.second || !earlier.includes(event.second), 'an appeal by the first second reviewer')
}

/** What must hold after every step that was let through, told from the history and not from the state. */
function checkStep(before: CaseState | null, state: CaseState, history: History): void {
  const event = history.at(-1)
  assert.ok(event)
  assert.ok(before !== null || event.type === 'opened', 'nothing without a case')
  assert.notEqual(before?.name, 'closed', 'a closed case never moves')
  if (event.type === 'decided' || event.type === 'appeal-decided') checkFindings(event, history)
  checkPeople(event, history.slice(0, -1))
  checkOwners(before, state, history)
  if (state.interim === 'hidden' && before?.interim !== 'hidden') {
    assert.ok(event.type === 'interim-hidden' && isSaid(event.reason), 'hidden with a reason')
    assert.ok(interimGrounds.includes(event.ground), 'hidden with a ground')
    assert.ok(event.by !== null || event.ground === 'law_requires', 'by rule only for the law')
  }
  if (state.outcome) assert.notEqual(state.interim, 'hidden', 'nothing provisional after a decision')
  const notes = history.filter((event) => event.type === 'investigated' && isSaid(event.note))
  if (['decided', 'closed'].includes(state.name)) assert.ok(notes.length > 0, 'a note')
  if (state.name === 'closed') assert.ok(decisionsIn(history).length > 0, 'a decision')
  const appeals = history.flatMap((event) =>
    event.type === 'appealed' ? [`${event.side} ${event.who}`] : [],
  )
  assert.equal(new Set(appeals).size, appeals.length, 'each person appeals once')
  const kept = Object.entries(state.appeals).flatMap(([side, people]) =>
    people.map((who) => `${side} ${who}`),
  )
  assert.deepEqual(kept.sort(), appeals.sort(), 'nobody’s appeal is lost or made up')
  assert.equal(state.missed, history.filter(({ type }) => type === 'missed').length, 'every miss is counted')
}

function run(sequence: Step[], seen: Set<string>): void {
  let state: CaseState | null = null
  const history: History = []
  for (const step of sequence) {
    const event: CaseEvent = eventFor(state, step)
    const before: CaseState | null = state
    try {
      state = frozen(next(before, event))
    } catch (error) {
      assert.ok(error instanceof Refused, String(error))
      seen.add(`refused ${error.fault}`)
      continue
    }
    history.push(event)
    checkStep(before, state, history)
    const marks = [state.name, event.type, `interim ${state.interim}`, `by ${state.interimBy}`]
    marks.push(
      `waiting ${state.waitingFor}`,
      `outcome ${state.outcome}`,
      ...state.measures.map((measure) => `measure ${measure}`),
    )
    for (const mark of marks) seen.add(mark)
  }
}

test('N9, N13, T9.1: 10 000 random ways through a case break no promise, and between them come to every state', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(steps, (sequence) => run(sequence, seen)),
    { numRuns: 10_000 },
  )
  const all = [
    ...caseNames,
    ...types,
    ...measures.map((measure) => `measure ${measure}`),
    ...outcomes.map((outcome) => `outcome ${outcome}`),
    ...['none', 'hidden', 'restored'].map((interim) => `interim ${interim}`),
    ...['rule', 'staff', 'null'].map((by) => `by ${by}`),
    ...['reporter', 'author', 'other', 'null'].map((whom) => `waiting ${whom}`),
    ...['input', 'state', 'right'].map((fault) => `refused ${fault}`),
  ]
  assert.deepEqual(
    all.filter((mark) => !seen.has(mark)),
    [],
  )
})
