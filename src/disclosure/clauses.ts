/**
 * What may leave, and to whom (N0: "except as set out below, we do not share"). A clause that is not here lets nothing
 * out; neither does a recipient the clause does not speak of.
 */
export type RecipientKind =
  | 'self'
  | 'associate'
  | 'authority'
  | 'public'
  | 'person'
  | 'provider'
  | 'advertiser'
  | 'credit-agency'
  | 'processor'

interface Allowance {
  recipients: readonly RecipientKind[]
  /** A power, a consent, a safeguard or a reason must be named. Never asked for what goes to the person themselves. */
  needsBasis: boolean
  /** Two people must have agreed to it. Never asked for what goes to the person themselves. */
  needsTwoApprovers: boolean
}

const allow = (
  recipients: readonly RecipientKind[],
  needsBasis = false,
  needsTwoApprovers = false,
): Allowance => ({
  recipients,
  needsBasis,
  needsTwoApprovers,
})

const allowances = {
  /** The service somebody signed up for writes to them. */
  N4: allow(['self']),
  /** By consent: the basis is the row of the ledger. */
  N5: allow(['self', 'associate'], true),
  /** The basis is the power or the order; a second person has checked it. */
  N7: allow(['authority'], true, true),
  /** What was posted to be seen by anybody. */
  N8: allow(['public']),
  /** The answer to somebody who wrote to us. */
  N12: allow(['self']),
  /** Complaints: the outcome to those concerned; their words to another person only when reasonably required. */
  N13: allow(['self', 'person'], true, true),
  N17: allow(['provider'], true),
  N19: allow(['advertiser'], true),
  /** Only about a payment taken back without a reason. */
  N20: allow(['credit-agency'], true, true),
  /** The basis is the safeguard recorded for the processor. */
  N21: allow(['processor'], true),
} as const satisfies Record<string, Allowance>

export type DisclosureClause = keyof typeof allowances

/** @returns undefined for a clause of the notice that lets nothing out. */
export function findAllowance(clause: string): Allowance | undefined {
  return Object.hasOwn(allowances, clause) ? allowances[clause as DisclosureClause] : undefined
}

export const disclosureClauses = Object.keys(allowances) as DisclosureClause[]
