import { config } from '../config.ts'

export const clockNames = [
  'acknowledge',
  'acknowledge-latest',
  'triage',
  'investigate',
  'answer',
  'interim',
  'decide',
  'decide-latest',
  'progress',
  'appeal-window',
  'appeal',
  'close',
] as const

export type ClockName = (typeof clockNames)[number]

/** What sets a clock going. */
export type ClockStart =
  | 'received'
  | 'triaged'
  | 'asked'
  | 'hidden'
  | 'notified'
  | 'appealed'
  | 'appeal-decided'

export interface ClockRule {
  name: ClockName
  starts: ClockStart
  count: number
  /** `end-of-day` and `months` end with the London day they fall on; `end-of-day` 0 is the same day. */
  unit: 'hours' | 'working-hours' | 'working-days' | 'days' | 'months' | 'end-of-day'
  /** Law, or else a target of our own, which is published as one. */
  isLaw: boolean
}

type Length = [count: number, unit: ClockRule['unit'], law?: 'law']

const own = config.targets

const targets: Record<Exclude<ClockName, 'acknowledge-latest'>, [ClockStart, ...Length]> = {
  acknowledge: ['received', 0, 'hours'],
  triage: ['received', ...own.triage],
  investigate: ['triaged', ...own.investigate],
  answer: ['asked', ...own.answer],
  interim: ['hidden', ...own.interim],
  decide: ['received', ...own.decide],
  'decide-latest': ['received', ...own['decide-latest']],
  progress: ['received', ...own.progress],
  'appeal-window': ['notified', 6, 'months'],
  appeal: ['appealed', ...own.appeal],
  close: ['appeal-decided', 30, 'days'],
}

type Differences = Partial<Record<ClockName, Length | null>>

/** The targets, but for what is different; null takes a clock away. */
function withTargets(differences: Differences = {}): ClockRule[] {
  const names = new Set([...Object.keys(targets), ...Object.keys(differences)]) as Set<ClockName>
  return [...names].flatMap((name) => {
    const [starts, ...usual] = targets[name === 'acknowledge-latest' ? 'acknowledge' : name]
    const length = name in differences ? differences[name] : usual
    if (!length) return []
    const [count, unit, law] = length
    return [{ name, starts, count, unit, isLaw: law === 'law' }]
  })
}

export const usualClocks = withTargets()

export const sameDayClocks = withTargets({
  triage: [2, 'hours'],
  decide: [0, 'end-of-day'],
  'decide-latest': null,
})

/** Online Safety Act 2023 s.10(3A): 48 hours by the clock, weekends too; s.21(2A): complaints about it are expedited. */
export const intimateClocks = withTargets({
  triage: [2, 'hours'],
  decide: [48, 'hours', 'law'],
  'decide-latest': null,
  appeal: [48, 'hours'],
})

/** Defamation (Operators of Websites) Regulations 2013: 48 hours without weekends and holidays; the writer has five days. */
export const defamationClocks = withTargets({
  'acknowledge-latest': [48, 'working-hours', 'law'],
  decide: [48, 'working-hours', 'law'],
  'decide-latest': null,
  answer: [5, 'end-of-day', 'law'],
})

/** Complaints about personal data: DPA 2018 s.164A. */
export const personalDataClocks = withTargets({ 'acknowledge-latest': [30, 'days', 'law'] })
