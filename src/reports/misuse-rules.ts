/** The numbers of the policy on misuse of reporting: the page and the code that acts read them here. */
export const misuseRules = {
  /** Reports without basis, within this many days, before anything follows. */
  leastCases: 2,
  withinDays: 365,
  /** After a step it takes so many new ones for the next. */
  nextCases: 1,
} as const

/** What was changed in the policy and when, newest first; whoever changes a number here adds a line. */
export const policyChanges = [{ on: '2026-11-24', words: 'The first version.' }] as const

export const misuseSteps = ['warning', '30', '90'] as const
export type MisuseStepName = (typeof misuseSteps)[number]

/** Days for which reports are not taken; 0 for a warning. */
export const daysOf: Record<MisuseStepName, number> = { warning: 0, '30': 30, '90': 90 }

export const stepWords: Record<MisuseStepName, string> = {
  warning: 'a warning',
  '30': 'no reports for 30 days',
  '90': 'no reports for 90 days',
}

/**
 * Always a warning first; then each step up, and the last one again.
 * @param cases without basis that were reported since the step before; good-faith mistakes are not among them
 * @returns undefined where nothing may follow yet
 */
export function nextStep(before: readonly MisuseStepName[], cases: number): MisuseStepName | undefined {
  const least = before.length === 0 ? misuseRules.leastCases : misuseRules.nextCases
  if (cases < least) return undefined
  return misuseSteps[Math.min(before.length, misuseSteps.length - 1)]
}
