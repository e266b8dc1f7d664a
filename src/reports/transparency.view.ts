import { now } from '../clock.ts'
import { clockWords } from './alarms.ts'
import type { ClockName } from './clock-rules.ts'
import { kinds } from './kinds.ts'
import { listQuarters, type Quarter, quarterAt } from './quarter.ts'
import { FEWEST, showTable } from './suppression.ts'

const titles: Record<string, string> = {
  reports: 'Reports, by what they said was wrong',
  trusted: 'Of these, from trusted reporters',
  orders: 'Orders of authorities, by what they were about',
  decisions: 'First decisions',
  measures: 'What followed',
  appeals: 'Objections that somebody else decided',
  meanwhile: 'Hidden while it was looked into',
  shown: 'Shown again before a decision',
  late: 'Times that we missed',
  rereadings: 'Cases without basis that somebody else read again',
}

const words: Record<string, string> = {
  upheld: 'The complaint was right',
  partly: 'Right in part',
  not_upheld: 'It may stay',
  no_basis: 'No basis',
  none: 'Nothing restricted',
  hide: 'Hidden',
  remove: 'Removed',
  limit: 'Account may not post for a time',
  suspend: 'Account suspended',
  close: 'Account closed',
  unchanged: 'The outcome stayed',
  changed: 'The outcome changed',
  trusted: 'Reports',
  hidden: 'Hidden by a moderator',
  'hidden by rule': 'Hidden by rule, and then looked at',
  restored: 'A moderator saw no reason to hide it',
  lapsed: 'It had been hidden for its longest time',
  // In quarters that were counted when these were.
  cases: 'Cases that were not decided in time',
  'decided again': 'All of them',
  'no basis was right': 'It had no basis',
  'no basis was wrong': 'It had a basis after all',
}

const label = (name: string) => {
  if (name in kinds) return kinds[name as keyof typeof kinds].label
  const clock = clockWords[name as ClockName]
  return words[name] ?? (clock ? `For ${clock}` : name)
}

function showQuarter({ name, counts }: Quarter) {
  return {
    name,
    tables: Object.entries(counts).map(([key, cells]) => ({
      title: titles[key] ?? key,
      ...showTable(Object.entries(cells).map(([cell, count]) => ({ name: label(cell), count }))),
    })),
  }
}

/** Only quarters that are over: a number that moves with every case would point at whoever complained yesterday (N13). */
export async function showTransparency() {
  const quarters = await listQuarters()
  return { quarters: quarters.map(showQuarter), fewest: FEWEST, until: quarterAt(now()).until }
}
