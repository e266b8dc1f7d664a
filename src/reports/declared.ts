import type { Filing } from './report-record.ts'

/** What the reporter has to do with it. */
export const relations = ['subject', 'group', 'carer', 'helper', 'other'] as const
export type Relation = (typeof relations)[number]

/** The form about private pictures speaks as its law does: somebody who was asked to report it. */
const relationOf = (said = ''): Relation | undefined =>
  said === 'agent' ? 'helper' : relations.find((one) => one === said)

/** What was ticked or chosen and is needed by name, beside the answers as they were given. */
export function declaredIn({ relation, priorNotices }: Filing['answers']) {
  const known = relationOf(relation)
  return {
    ...(known && { relation: known }),
    ...(priorNotices === 'yes' && { priorNoticesTwoPlus: true }),
  }
}
