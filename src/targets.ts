/**
 * How soon complaints are dealt with where no law says so. The pages, the letters and the clocks read these numbers.
 * `TARGET_<NAME>` in the environment may shorten one, never lengthen it: people were promised these.
 */
const table = {
  /** Hours until somebody has sorted it. */
  triage: [24, 'hours'],
  /** Working days until somebody begins to look into it. */
  investigate: [1, 'working-days'],
  /** Days that whoever is asked has for an answer. */
  answer: [5, 'end-of-day'],
  /** Days that something stays hidden without a decision. */
  interim: [15, 'days'],
  /** Working days until it is decided. */
  decide: [5, 'working-days'],
  /** Working days until it is decided in any case. */
  'decide-latest': [15, 'working-days'],
  /** Days between two letters on how it stands. */
  progress: [14, 'days'],
  /** Days until an objection is decided. */
  appeal: [14, 'days'],
} as const

type TargetName = keyof typeof table
type Target = readonly [count: number, unit: (typeof table)[TargetName][1]]
const targetNames = Object.keys(table) as TargetName[]

/** @returns the targets in force, and a list of faults for the start to print. */
export function readTargets(env: NodeJS.ProcessEnv): {
  targets: Record<TargetName, Target>
  faults: string[]
} {
  const faults: string[] = []
  const targets: Record<TargetName, Target> = { ...table }
  for (const name of targetNames) {
    const setting = `TARGET_${name.toUpperCase().replace('-', '_')}`
    const wanted = env[setting]
    if (wanted === undefined || wanted === '') continue
    const [most, unit] = table[name]
    const count = Number(wanted)
    if (!Number.isInteger(count) || count < 1) faults.push(`${setting} must be a whole number, 1 or more.`)
    else if (count > most)
      faults.push(`${setting} may only shorten the time; ${most} is what people are promised.`)
    else targets[name] = [count, unit]
  }
  if (targets.decide[0] > targets['decide-latest'][0])
    faults.push('TARGET_DECIDE is longer than TARGET_DECIDE_LATEST.')
  return { targets, faults }
}
