import type { CaseState, EventOf, EventType } from './case-state.ts'
import { afterDecision, checkDecision } from './decision-rules.ts'
import { interimHidden, interimLapsed, interimRenewed, interimRestored } from './interim.ts'
import { type KindName, kinds } from './kinds.ts'
import {
  afterAppeal,
  hasAppealed,
  isRestricted,
  narrowed,
  ownersIn,
  widened,
  withAppellant,
  withOwners,
} from './owners.ts'
import { Refused } from './refused.ts'

function asKind(state: CaseState, kind: KindName): CaseState {
  return {
    ...state,
    kind,
    isProtected: state.isProtected || kinds[kind].isProtected,
    isRequiredByLaw: state.isRequiredByLaw || kinds[kind].isHiddenAtOnce,
  }
}

export function opened({ source, kind, by, subjectsOwner, owners }: EventOf<'opened'>): CaseState {
  const hasReporter = source === 'report'
  const fresh: CaseState = {
    name: 'received',
    kind,
    isProtected: false,
    isRequiredByLaw: source === 'order',
    hasReporter,
    reporters: hasReporter && by ? [by] : [],
    subjectsOwner,
    ...(owners && { owners }),
    finders: !hasReporter && by ? [by] : [],
    waitingFor: null,
    interim: 'none',
    interimBy: null,
    interimGround: null,
    hiddenBy: null,
    outcome: null,
    measures: [],
    decidedBy: null,
    secondBy: null,
    appeals: { reporter: [], author: [] },
    appealedBy: null,
    appealDecidedBy: [],
    notes: 0,
    missed: 0,
    unexplained: [],
  }
  return asKind(fresh, kind)
}

/** Another report of the same thing; an urgent one makes the case urgent. */
function joined(state: CaseState, { kind, by, owners }: EventOf<'joined'>): CaseState {
  const reporters = by && !state.reporters.includes(by) ? [...state.reporters, by] : state.reporters
  const isRaised = kinds[kind].isUrgent && !kinds[state.kind].isUrgent
  const raised = { ...asKind(state, kind), kind: isRaised ? kind : state.kind }
  return { ...raised, hasReporter: true, reporters, ...(owners && withOwners(state, owners)) }
}

function acknowledged(state: CaseState): CaseState {
  if (!state.hasReporter) throw new Refused('state', 'Nobody reported it, so there is nobody to tell.')
  return { ...state, name: 'acknowledged' }
}

/** Whoever writes an order down may decide about it, and hears no appeal. */
function ordered(state: CaseState, { by }: EventOf<'ordered'>): CaseState {
  return { ...state, isRequiredByLaw: true, finders: [...new Set([...(state.finders ?? []), by])] }
}

function triaged(state: CaseState): CaseState {
  if (state.name === 'received' && state.hasReporter)
    throw new Refused('state', 'Whoever reported it is told first that it has arrived.')
  return { ...state, name: 'triaged' }
}

/** The case stays where it is. What is hidden, and what the law wants hidden at once, does not come back because time ran out. */
function retracked(state: CaseState, { kind }: EventOf<'retracked'>): CaseState {
  if (kind === state.kind) throw new Refused('state', 'The case is of that kind already.')
  const isLaw = state.interim === 'hidden' && kinds[kind].isHiddenAtOnce
  return { ...asKind(state, kind), ...(isLaw && { interimGround: 'law_requires' }) }
}

function investigated(state: CaseState): CaseState {
  return { ...state, notes: state.notes + 1, name: state.name === 'triaged' ? 'investigating' : state.name }
}

function asked(state: CaseState, { whom }: EventOf<'asked'>): CaseState {
  if (state.waitingFor) throw new Refused('state', 'We are waiting for an answer already.')
  const isNobody =
    whom === 'reporter'
      ? !state.hasReporter
      : whom === 'author' && ownersIn(state).every((owner) => owner === '')
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

/** An appeal of somebody else while one is open joins it: one decision answers all of them. */
function appealed(state: CaseState, { side, who }: EventOf<'appealed'>): CaseState {
  if (hasAppealed(state, side, who)) throw new Refused('state', 'Everybody appeals once.')
  if (side === 'reporter' ? !state.hasReporter : !isRestricted(state, who))
    throw new Refused('right', 'The decision takes nothing from you that an appeal could give back.')
  const appealedBy = state.name === 'appealed' ? state.appealedBy : side
  const appeals = { ...state.appeals, [side]: [...state.appeals[side], who] }
  return { ...state, name: 'appealed', appeals, appealedBy, appealing: withAppellant(state, side, who) }
}

function appealDecided(state: CaseState, event: EventOf<'appeal-decided'>): CaseState {
  checkDecision(state, event)
  const deciders = event.second ? [event.by, event.second] : [event.by]
  const appealDecidedBy = [...state.appealDecidedBy, ...deciders]
  const after = afterAppeal(state, afterDecision(state, event), event)
  return { ...after, name: 'appeal-decided', appealDecidedBy }
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

/** What each event makes of a case, once it is known that it may come. */
export const moves: {
  [Type in Exclude<EventType, 'opened'>]: (state: CaseState, event: EventOf<Type>) => CaseState
} = {
  joined,
  acknowledged,
  widened,
  narrowed,
  ordered,
  triaged,
  retracked,
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
