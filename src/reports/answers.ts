import { kinds } from './kinds.ts'
import type { Filing, Report } from './report-record.ts'
import { rulesOn } from './rules-in-force.ts'

/** A rule is chosen by its number; people know it by its title, as it was when they chose it. */
async function ruleInWords(number: string, at: Date): Promise<string> {
  const rule = (await rulesOn(at))?.rules.find((one) => String(one.number) === number)
  return rule ? `Rule ${rule.number}: ${rule.title}` : number
}

/** What a report of this kind asks for beside its words, as it was answered, in the order of the form. */
export async function showAnswers({ kind }: Pick<Report, 'kind'>, { answers, at }: Filing) {
  const shown: { name: string; label: string; words: string }[] = []
  for (const { name, label } of kinds[kind].fields) {
    const words = answers[name]
    if (words) shown.push({ name, label, words: name === 'rule' ? await ruleInWords(words, at) : words })
  }
  return shown
}
