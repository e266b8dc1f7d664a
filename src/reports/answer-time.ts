import type { ClockName } from './clock-rules.ts'
import { type KindName, kinds } from './kinds.ts'

const small = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const more = ['eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen']
const inWords = (count: number) => [...small, ...more][count] ?? String(count)

/** When whoever reports something of this kind hears from us, as its clocks have it. */
export function answerTime(kind: KindName): string {
  const rule = (name: ClockName) => kinds[kind].clocks.find((one) => one.name === name)
  const [target, latest] = [rule('decide'), rule('decide-latest')]
  if (!target) throw new TypeError('A kind has a time for deciding.')
  const { count, unit, isLaw } = target
  const law = isLaw ? ', as the law asks' : ''
  switch (unit) {
    case 'end-of-day':
      return 'We look at reports like this one first, and you hear from us on the day it comes in.'
    case 'hours':
      return `You hear from us within ${count} hours, also at weekends${law}.`
    case 'working-hours':
      return `You hear from us within ${count} hours${law}; weekends and bank holidays do not count.`
    default: {
      const usual = `Usually you hear from us within ${inWords(count)} working days`
      return latest ? `${usual}, and within ${inWords(latest.count)} at most.` : `${usual}.`
    }
  }
}
