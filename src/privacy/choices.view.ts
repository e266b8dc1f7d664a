import { config } from '../config.ts'
import type { Purpose } from '../consent/purposes.ts'
import { purposeNames, purposes } from '../consent/purposes.ts'

export interface ChoicesShown {
  answered: boolean
  allowed: ReadonlySet<Purpose>
  /** The browser says "no" by itself. */
  hasSignal: boolean
  /** The path to return to after saving. */
  from?: string | undefined
}

export function choicesModel({ answered, allowed, hasSignal, from }: ChoicesShown) {
  return {
    answered,
    hasSignal,
    from,
    choices: Object.fromEntries(purposeNames.map((name) => [name, allowed.has(name)])),
    remembered: config.retention.cookie_choice.words,
    purposes: purposes.map((purpose) => {
      const { words, from: event } = config.retention[purpose.retention]
      return { ...purpose, period: `${words} after ${event}`, isAllowed: allowed.has(purpose.name) }
    }),
  }
}
