import { log } from '../log.ts'
import { type DisclosureClause, findAllowance, type RecipientKind } from './clauses.ts'
import { appendFact, type Outcome } from './disclosure.ts'
import { pseudonym } from './pseudonym.ts'

export interface DisclosureRequest {
  clause: DisclosureClause
  /** What for, in words a member understands. */
  purpose: string
  /** Who gets it. For `self` any form of the person's address: only a pseudonym of it is stored. */
  recipient: string
  recipientKind: RecipientKind
  /** Names of the fields that leave, for example `['email', 'username']`. */
  fields: readonly string[]
  /** Account ids of the people it is about; null when they have no account. */
  about: string | readonly string[] | null
  /** The power, consent, safeguard or reason it rests on. */
  basis?: string
  caseRef?: string
  /** Account ids of the two people who agreed. */
  approvedBy?: readonly string[]
  /** How it travels: "mail", "download". */
  channel?: string
  /** Hash of what leaves. */
  document?: string
}

/** The gate stays shut. A fault of the program, never of the person: it is answered with a bland 500. */
export class NotDisclosed extends Error {}

/** Thrown by `send` when the thing may or may not have arrived and nobody can find out. */
export class MayHaveLeft extends Error {}

/**
 * The one door through which personal data leaves (N0). The log row is stored before `send` runs; what became of it
 * is a second row. A crash in between leaves the first alone: it then counts as having left.
 * @throws NotDisclosed, and whatever `send` throws.
 */
export async function disclose<T>(request: DisclosureRequest, send: () => Promise<T>): Promise<T> {
  checkDisclosure(request)
  const fact = factOf(request)
  const number = await appendFact({ ...fact, kind: 'disclosure' })
  const settle = (outcome: Outcome) => noteOutcome({ ...fact, kind: 'outcome', of: number, outcome })
  try {
    const result = await send()
    await settle('sent')
    return result
  } catch (error) {
    await settle(error instanceof MayHaveLeft ? 'doubtful' : 'failed')
    throw error
  }
}

/** Says at once what the gate would say later. @throws NotDisclosed */
export function checkDisclosure(request: DisclosureRequest): void {
  const allowance = findAllowance(request.clause)
  if (!allowance) throw new NotDisclosed(`Nothing leaves under clause "${request.clause}".`)
  if (!request.purpose?.trim()) throw new NotDisclosed('Nothing leaves without a purpose.')
  if (!request.recipient?.trim()) throw new NotDisclosed('Nothing leaves without a recipient.')
  if (!request.fields?.length || request.fields.some((field) => !field.trim()))
    throw new NotDisclosed('Nothing leaves unless each field is named.')
  if (!allowance.recipients.includes(request.recipientKind))
    throw new NotDisclosed(`Clause ${request.clause} does not speak of "${request.recipientKind}".`)
  if (request.recipientKind === 'self') return
  if (allowance.needsBasis && !request.basis?.trim())
    throw new NotDisclosed(`Under clause ${request.clause} nothing leaves without its basis.`)
  if (allowance.needsTwoApprovers && new Set(request.approvedBy).size < 2)
    throw new NotDisclosed(`Under clause ${request.clause} two different people must agree.`)
}

function factOf(request: DisclosureRequest) {
  const { clause, purpose, recipientKind, basis, caseRef, approvedBy, channel, document } = request
  const isSelf = recipientKind === 'self'
  const accounts = request.about === null ? [] : [request.about].flat()
  const recipient = isSelf ? pseudonym('address', request.recipient.toLowerCase()) : request.recipient
  const subjects = accounts.map((id) => pseudonym('account', id))
  if (isSelf && subjects.length === 0) subjects.push(recipient)
  const optional = { basis, caseRef, approvedBy: approvedBy && [...approvedBy], channel, document }
  return { clause, purpose, recipient, recipientKind, fields: [...request.fields], subjects, ...optional }
}

async function noteOutcome(fact: Parameters<typeof appendFact>[0]): Promise<void> {
  try {
    await appendFact(fact)
  } catch (error) {
    // It has left or it has not: a missing outcome must not make the caller send it again.
    log.error({ err: error, disclosure: fact.of }, 'the outcome of a disclosure could not be noted')
  }
}
