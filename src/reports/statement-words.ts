import { config } from '../config.ts'
import { dayInWords } from './appeal-window.ts'
import type { Case } from './case-record.ts'
import { groundInWords } from './case-words.ts'
import type { Decision } from './decision.ts'
import { rulesAt } from './rules-in-force.ts'

/** "Rule 3, “Be kind”, version 2 of the rules: https://…", as it stood when it was decided. */
export async function groundInFull(decision: Decision): Promise<string> {
  if (decision.ground !== 'rule') return groundInWords(decision)
  const { groundRef, rules: version } = decision
  const rule = (await rulesAt(version))?.rules.find(({ number }) => String(number) === groundRef)
  const title = rule ? `, “${rule.title}”` : ''
  return `Rule ${groundRef}${title}, version ${version} of the rules of this forum: ${config.siteUrl}/rules/${version}#rule-${groundRef}`
}

/** From when, until when and where it holds. */
export function reachInWords({ at, until, measures }: Decision): string {
  const isHidden = measures.includes('hide') || measures.includes('remove')
  const isForAccount = measures.some((one) => one === 'limit' || one === 'suspend')
  const end =
    until && isForAccount
      ? `${isHidden ? 'what is said about your account ends' : 'it ends'} on ${dayInWords(until)}`
      : 'it has no end date'
  return `It holds from ${dayInWords(at)}, everywhere on this site; ${end}.`
}

/** Whether a program had a part in it. */
export function programInWords({ state }: Case): string {
  return state.interimBy === 'rule'
    ? 'A rule of the program hid it first, because of what it was reported as. Then a person decided this, not a program.'
    : 'No program looked for it or hid it. A person decided this, not a program.'
}
