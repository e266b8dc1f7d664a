import type { Report } from './report-record.ts'
import { rulesInForce } from './rules-in-force.ts'

/** The rules beside the form: those that reports name in full, the others folded; and the laws as they were named. */
export async function showAlleged(reports: readonly Report[]) {
  const { rules } = await rulesInForce()
  const said = (name: string) => [
    ...new Set(
      reports.flatMap(({ filings }) => filings.flatMap(({ answers }) => answers[name]?.trim() || [])),
    ),
  ]
  const numbers = said('rule')
  const isNamed = ({ number }: { number: number }) => numbers.includes(String(number))
  return {
    allegedRules: rules.filter(isNamed),
    otherRules: rules.filter((rule) => !isNamed(rule)),
    allegedLaws: said('law'),
  }
}
