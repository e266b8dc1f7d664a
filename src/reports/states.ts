import type { CaseEvent, CaseName, CaseState, EventType } from './case-state.ts'
import { checkWords } from './decision-rules.ts'
import { moves, opened } from './moves.ts'
import { isOwner } from './owners.ts'
import { Refused } from './refused.ts'

const undecided = ['received', 'acknowledged', 'triaged', 'investigating'] as const
const open = [...undecided, 'decided', 'notified', 'appealed', 'appeal-decided'] as const

/** In which states each event may come; only `opened` makes a case, and nothing moves a closed one. */
const comesIn: Record<EventType, readonly CaseName[]> = {
  opened: [],
  joined: undecided,
  acknowledged: ['received'],
  widened: undecided,
  narrowed: undecided,
  ordered: undecided,
  triaged: ['received', 'acknowledged'],
  retracked: ['triaged', 'investigating'],
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

/**
 * The way of a case, and the only one; `null` is a case that does not exist yet.
 *
 *     opened         -> received
 *     acknowledged   received -> acknowledged              where somebody reported it
 *     triaged        acknowledged -> triaged               straight from received where nobody did
 *     investigated   triaged -> investigating              a note; later ones change nothing but their number
 *     decided        investigating -> decided              findings, both halves of the balance, who gives way
 *     notified       decided -> notified
 *     appealed       notified, appeal-decided -> appealed  each person once
 *     appeal-decided appealed -> appeal-decided            by nobody who decided before
 *     closed         notified, appeal-decided -> closed
 *
 * Until the decision: joined, widened, narrowed, ordered, interim-hidden, -restored, -lapsed, -renewed; from triaged on:
 * retracked. While investigating or appealed: asked, answered. While open: missed, explained.
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
  if ('by' in event && event.type !== 'joined' && event.by && isOwner(state, event.by))
    throw new Refused('right', 'Nobody judges what is their own.')
  const move = moves[event.type] as (state: CaseState, event: CaseEvent) => CaseState
  return move(state, event)
}
