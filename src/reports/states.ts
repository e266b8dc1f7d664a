import type { CaseEvent, CaseName, CaseState, EventOf, EventType } from './case-state.ts'
import { afterDecision, checkDecision, checkWords } from './decision-rules.ts'
import { interimHidden, interimLapsed, interimRenewed, interimRestored } from './interim.ts'
import { type KindName, kinds } from './kinds.ts'
import { Refused } from './refused.ts'

const undecided = ['received', 'acknowledged', 'triaged', 'investigating'] as const
const open = [...undecided, 'decided', 'notified', 'appealed', 'appeal-decided'] as const

/** In which states each event may come; only `opened` makes a case, and nothing moves a closed one. */
const comesIn: Record<EventType, readonly CaseName[]> = {
  opened: [],
  joined: undecided,
  acknowledged: ['received'],
  triaged: undecided,
  'interim-hidden': undecided,
  'interim-restored': undecided,
  'interim-lapsed': undecided,
  'interim-renewed': undecided,
  investigated: open.slice(2),
  asked: ['investigating', 'appealed'],
  answered: ['investigating', 'appealed'],
  decided: ['investigating'],
  notified: ['decided'],
  appealed: ['notified', 'appealed', 'appeal-decided'],
  'appeal-decided': ['appealed'],
  missed: open,
  explained: open,
  closed: ['notified', 'appeal-decided'],
}

function asKind(state: CaseState, kind: KindName): CaseState {
  return {
    ...state,
    kind,
    isProtected: state.isProtected || kinds[kind].isProtected,
    isRequiredByLaw: state.isRequiredByLaw || kinds[kind].isHiddenAtOnce,
  }
}

function opened({ source, kind, by, subjectsOwner }: EventOf<'opened'>): CaseState {
  const hasReporter = source === 'report'
  const fresh: CaseState = {
    name: 'received',
    kind,
    isProtected: false,
    isRequiredByLaw: source === 'order',
    hasReporter,
    reporters: hasReporter && by ? [by] : [],
    subjectsOwner,
    waitingFor: null,
    interim: 'none',
    interimBy: null,
    interimGround: null,
    hiddenBy: null,
    outcome: null,
    measures: [],
    decidedBy: null,
    secondBy: null,
    appeals: { reporter: false, author: false },
    appealedBy: null,
    appealDecidedBy: [],
    notes: 0,
    missed: 0,
    unexplained: [],
  }
  return asKind(fresh, kind)
}

/** Another report of the same thing; an urgent one makes the case urgent. */
function joined(state: CaseState, { kind, by }: EventOf<'joined'>): CaseState {
  const reporters = by && !state.reporters.includes(by) ? [...state.reporters, by] : state.reporters
  const isRaised = kinds[kind].isUrgent && !kinds[state.kind].isUrgent
  return { ...asKind(state, kind), kind: isRaised ? kind : state.kind, hasReporter: true, reporters }
}

function acknowledged(state: CaseState): CaseState {
  if (!state.hasReporter) throw new Refused('state', 'Nobody reported it, so there is nobody to tell.')
  return { ...state, name: 'acknowledged' }
}

/** Again, later: the kind is changed and the case stays where it is. */
function triaged(state: CaseState, { kind }: EventOf<'triaged'>): CaseState {
  if (state.name === 'received' && state.hasReporter)
    throw new Refused('state', 'Whoever reported it is told first that it has arrived.')
  const isFirst = state.name === 'received' || state.name === 'acknowledged'
  return { ...asKind(state, kind), name: isFirst ? 'triaged' : state.name }
}

function investigated(state: CaseState): CaseState {
  return { ...state, notes: state.notes + 1, name: state.name === 'triaged' ? 'investigating' : state.name }
}

function asked(state: CaseState, { whom }: EventOf<'asked'>): CaseState {
  if (state.waitingFor) throw new Refused('state', 'We are waiting for an answer already.')
  const isNobody = whom === 'reporter' ? !state.hasReporter : whom === 'author' && !state.subjectsOwner
  if (isNobody) throw new Refused('state', 'There is nobody to ask.')
  return { ...state, waitingFor: whom }
}

function answered(state: CaseState, { from }: EventOf<'answered'>): CaseState {
  if (state.waitingFor !== from) throw new Refused('state', 'Nobody asked them.')
  return { ...state, waitingFor: null }
}

function decided(state: CaseState, event: EventOf<'decided'>): CaseState {
  checkDecision(state, event)
  return { ...afterDecision(state, event), name: 'decided', decidedBy: event.by, secondBy: event.second }
}

/** An appeal of the other side while one is open joins it: one decision answers both. */
function appealed(state: CaseState, { side }: EventOf<'appealed'>): CaseState {
  if (state.appeals[side]) throw new Refused('state', 'Each side appeals once.')
  const isRestricted = state.measures.some((measure) => measure !== 'none')
  if (side === 'reporter' ? !state.hasReporter : !(state.subjectsOwner && isRestricted))
    throw new Refused('right', 'The decision takes nothing from you that an appeal could give back.')
  const appealedBy = state.name === 'appealed' ? state.appealedBy : side
  return { ...state, name: 'appealed', appeals: { ...state.appeals, [side]: true }, appealedBy }
}

function appealDecided(state: CaseState, event: EventOf<'appeal-decided'>): CaseState {
  checkDecision(state, event)
  const deciders = event.second ? [event.by, event.second] : [event.by]
  const appealDecidedBy = [...state.appealDecidedBy, ...deciders]
  return { ...afterDecision(state, event), name: 'appeal-decided', appealDecidedBy }
}

function missed(state: CaseState, { clock }: EventOf<'missed'>): CaseState {
  return { ...state, missed: state.missed + 1, unexplained: [...state.unexplained, clock] }
}

function explained(state: CaseState, { clock }: EventOf<'explained'>): CaseState {
  const at = state.unexplained.indexOf(clock)
  if (at < 0) throw new Refused('state', 'That time was not missed, or its reason is given.')
  return { ...state, unexplained: state.unexplained.toSpliced(at, 1) }
}

/** A complaint about us that we did not grant is closed only with the offer to bring in somebody from outside (N28). */
function closed(state: CaseState, { mediation }: EventOf<'closed'>): CaseState {
  if (state.notes === 0) throw new Refused('state', 'No case closes without a note of the investigation.')
  if (state.unexplained.length > 0) throw new Refused('state', 'Say first why a time was missed.')
  const isDispute = state.kind === 'service' || state.kind === 'privacy'
  if (isDispute && state.outcome !== 'upheld' && mediation === 'none')
    throw new Refused('input', 'Offer mediation before you close it.', 'mediation')
  return { ...state, name: 'closed' }
}

const moves: {
  [Type in Exclude<EventType, 'opened'>]: (state: CaseState, event: EventOf<Type>) => CaseState
} = {
  joined,
  acknowledged,
  triaged,
  'interim-hidden': interimHidden,
  'interim-restored': interimRestored,
  'interim-lapsed': interimLapsed,
  'interim-renewed': interimRenewed,
  investigated,
  asked,
  answered,
  decided,
  notified: (state) => ({ ...state, name: 'notified' }),
  appealed,
  'appeal-decided': appealDecided,
  missed,
  explained,
  closed,
}

/**
 * The way of a case, and the only one; `null` is a case that does not exist yet.
 *
 *     opened         -> received
 *     acknowledged   received -> acknowledged              where somebody reported it
 *     triaged        acknowledged -> triaged               straight from received where nobody did
 *     investigated   triaged -> investigating              a note; later ones change nothing but their number
 *     decided        investigating -> decided              findings, both halves of the balance, who gives way
 *     notified       decided -> notified
 *     appealed       notified, appeal-decided -> appealed  each side once
 *     appeal-decided appealed -> appeal-decided            by nobody who decided before
 *     closed         notified, appeal-decided -> closed
 *
 * Until the decision: joined, interim-hidden, -restored, -lapsed, -renewed. While investigating or appealed: asked,
 * answered. While open: missed, explained.
 * @throws Refused with one sentence; faults of input come before those of state, and those before rights.
 */
export function next(state: CaseState | null, event: CaseEvent): CaseState {
  checkWords(event)
  if (event.type === 'opened') {
    if (state) throw new Refused('state', 'The case is open already.')
    return opened(event)
  }
  if (!state) throw new Refused('state', 'Nothing happens without a case.')
  if (!comesIn[event.type].includes(state.name))
    throw new Refused('state', `Not now: the case is ${state.name.replace('-', ' ')}.`)
  if ('by' in event && event.type !== 'joined' && event.by && event.by === state.subjectsOwner)
    throw new Refused('right', 'Nobody judges what is their own.')
  const move = moves[event.type] as (state: CaseState, event: CaseEvent) => CaseState
  return move(state, event)
}
