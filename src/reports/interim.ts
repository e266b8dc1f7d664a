import type { CaseState, EventOf } from './case-state.ts'
import { Refused } from './refused.ts'

/** Staff's own word on what the rule hid confirms it; the law's ground is never exchanged for a weaker one. */
export function interimHidden(state: CaseState, { by, ground }: EventOf<'interim-hidden'>): CaseState {
  const isLaw = ground === 'law_requires'
  if (by === null && !(state.isRequiredByLaw && isLaw))
    throw new Refused('right', 'Only what the law requires is hidden without a person.')
  if (by !== null && (state.name === 'received' || state.name === 'acknowledged'))
    throw new Refused('state', 'Sort the report first.')
  if (state.interim === 'hidden' && (by === null || state.interimBy === 'staff'))
    throw new Refused('state', 'It is hidden already.')
  if (state.interim === 'restored' && !isLaw)
    throw new Refused('state', 'It was hidden and came back; now it takes a decision.')
  const stays = state.interim === 'hidden' && state.interimGround === 'law_requires'
  return {
    ...state,
    interim: 'hidden',
    interimBy: by === null ? 'rule' : 'staff',
    interimGround: stays ? 'law_requires' : ground,
    isRequiredByLaw: state.isRequiredByLaw || isLaw,
    hiddenBy: by,
  }
}

function onlyHidden(state: CaseState): void {
  if (state.interim !== 'hidden') throw new Refused('state', 'It is not hidden.')
}

export function interimRestored(state: CaseState): CaseState {
  onlyHidden(state)
  return { ...state, interim: 'restored' }
}

/** What the law wants gone does not come back because nobody found the time. */
export function interimLapsed(state: CaseState): CaseState {
  onlyHidden(state)
  if (state.interimGround === 'law_requires')
    throw new Refused('state', 'What the law requires stays hidden until somebody decides.')
  return { ...state, interim: 'restored' }
}

export function interimRenewed(state: CaseState, { by }: EventOf<'interim-renewed'>): CaseState {
  onlyHidden(state)
  if (by === state.hiddenBy) throw new Refused('right', 'Somebody else than who hid it keeps it hidden.')
  return state
}
