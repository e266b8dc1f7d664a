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
  for (const { name, label, choices = [] } of kinds[kind].fields) {
    const said = answers[name]
    const chosen = choices.length > 1 ? choices.find(({ value }) => value === said)?.label : undefined
    if (said)
      shown.push({ name, label, words: name === 'rule' ? await ruleInWords(said, at) : (chosen ?? said) })
  }
  return shown
}
