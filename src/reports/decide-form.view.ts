import type { Case } from './case-record.ts'
import { whyNotHide } from './effects.ts'
import { loadPhrases } from './phrase.ts'
import { rulesInForce } from './rules-in-force.ts'

const groundOptions = [
  { value: 'rule', label: 'A rule of this forum' },
  { value: 'law', label: 'A law' },
]
const yieldsOptions = [
  { value: 'author', label: "The author's" },
  { value: 'complainant', label: "The complainant's" },
]

/** What the form of a decision offers, and what the rules in force say beside it. */
export async function showDecideForm(found: Case) {
  const { phrases } = await loadPhrases()
  const { rules, version } = await rulesInForce()
  return {
    whyNotHide: whyNotHide(found),
    isProtected: found.state.isProtected,
    isRequiredByLaw: found.state.isRequiredByLaw,
    rules: rules.map(({ number, title }) => ({ value: String(number), label: `${number}. ${title}` })),
    rulesVersion: version,
    groundOptions,
    yieldsOptions,
    savedPhrases: phrases.map((words) => ({ words, isTicked: false })),
  }
}
