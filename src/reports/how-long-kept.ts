import { config } from '../config.ts'
import type { Period } from '../retention.ts'
import type { Case } from './case-record.ts'
import { type KindName, kinds } from './kinds.ts'

const { report_case: usual, report_case_law: law } = config.retention
/** Never shorter than for other cases, whatever the settings shorten. */
const long: Period = (law.days ?? 2190) >= (usual.days ?? 730) ? law : usual

/** Days. What may end before a court, as it was reported or as it turned out, is kept for as long as a claim can be made. */
export function keepCase({
  origin,
  kinds: alleged,
  state,
}: Pick<Case, 'origin' | 'kinds'> & { state: { kind: KindName } }): number {
  const isLong = origin === 'order' || [...alleged, state.kind].some((kind) => kinds[kind].isKeptLong)
  return (isLong ? long.days : usual.days) ?? 730
}

/** For whoever writes a report: "for 24 months after that is closed, …". All reports about a thing are kept with its case. */
export function keptInWords(kind: KindName): string {
  const { isKeptLong } = kinds[kind]
  const period = isKeptLong ? long : usual
  const mayBeLonger = !isKeptLong && long.days !== usual.days
  const more = mayBeLonger
    ? ` If somebody says that it is a crime, or may end in court, we keep it for ${long.words}.`
    : ''
  return `We keep it with the case, for ${period.words} after that is closed.${more}`
}
