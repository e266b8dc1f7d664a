import { whyNotRestrict } from './account-effects.ts'
import type { Case } from './case-record.ts'
import type { Measure } from './case-state.ts'
import { whyNotHide } from './effects.ts'
import { loadPhrases } from './phrase.ts'
import { markTicked } from './phrase-choice.ts'
import { rulesInForce } from './rules-in-force.ts'

const groundOptions = [
  { value: 'rule', label: 'A rule of this forum' },
  { value: 'law', label: 'A law' },
]
/** What stands against the author's right: of what nobody complained about, the right that the rule or the law protects. */
const otherSides = {
  complained: {
    label: 'What speaks for whoever complained',
    hint: 'Nothing by which a person could be known.',
    alsoRead: 'Whoever complained reads this too.',
    whose: "The complainant's",
  },
  found: {
    label: 'Whose right is protected, and what speaks for it',
    hint: 'The right that the rule or the law protects, and of whom: readers, children, everybody.',
    alsoRead: '',
    whose: 'The right that is protected',
  },
}

const measureWords: [value: Measure, label: string, hint: string][] = [
  ['none', 'Nothing is restricted', ''],
  ['hide', 'It is hidden', 'Its author still reads it.'],
  ['remove', 'It is removed', 'Nobody reads it. It is destroyed when nobody can object any more.'],
  ['limit', 'The account may only read', 'Until a day that you choose.'],
  ['suspend', 'The account is suspended', 'Until a day that you choose; its owner keeps their rights.'],
  ['close', 'The account is closed', 'For good.'],
]

/** What can follow, with what was ticked in a form that comes back. */
function measureOptions(found: Case, ticked: unknown) {
  const chosen = [ticked].flat()
  const isOff = (value: Measure) => {
    if (value === 'none') return false
    return (value === 'hide' || value === 'remove' ? whyNotHide(found) : whyNotRestrict(found)) !== undefined
  }
  return measureWords.map(([value, label, hint]) => ({
    ...{ value, label, hint },
    isOff: isOff(value),
    isTicked: chosen.includes(value),
  }))
}

/** What was ticked in the form, as it came. */
export interface Ticked {
  measures?: unknown
  phrase?: unknown
}

/** What the form of a decision offers, and what the rules in force say beside it. */
export async function showDecideForm(found: Case, ticked: Ticked = {}) {
  const { phrases } = await loadPhrases()
  const { rules, version } = await rulesInForce()
  const otherSide = otherSides[found.state.hasReporter ? 'complained' : 'found']
  return {
    otherSide,
    whyNotHide: whyNotHide(found),
    whyNotRestrict: whyNotRestrict(found),
    measureOptions: measureOptions(found, ticked.measures),
    isProtected: found.state.isProtected,
    isRequiredByLaw: found.state.isRequiredByLaw,
    rules: rules.map(({ number, title }) => ({ value: String(number), label: `${number}. ${title}` })),
    rulesVersion: version,
    groundOptions,
    yieldsOptions: [
      { value: 'author', label: "The author's" },
      { value: 'complainant', label: otherSide.whose },
    ],
    savedPhrases: markTicked(phrases, ticked.phrase),
  }
}
