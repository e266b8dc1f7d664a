import type { Account } from '../auth/account.ts'
import { appendAct } from '../auth/audit.ts'
import { Forbidden } from '../errors.ts'
import { claimCase, noteInCase, openCase } from './case.ts'
import { isParty } from './case-reach.ts'
import type { Case } from './case-record.ts'
import { freezeAll } from './evidence.ts'
import { caseSubject, hideByRule } from './intake.ts'
import { involvedIn } from './involved.ts'
import { type KindName, kinds } from './kinds.ts'
import { enterOrder, type GivenOrder, logOrders, newOrder } from './order.ts'
import { elsewhere, findThings, refuseElsewhere, type Things } from './several.ts'
import { subjectKey } from './subject.ts'

interface Finding {
  about: string[]
  kind: KindName
  details: string
  /** Where it is no finding of their own, but what an authority orders. */
  order?: GivenOrder | undefined
}

/**
 * What a moderator comes across by themselves, or is ordered to take away: a case like any other, in which nobody complained.
 * About one thing it goes into the case that is open about it; several are never divided in silence.
 * @returns its reference @throws Invalid, Conflict naming the case that is about one of several, Forbidden
 */
export async function openFinding(person: Account, finding: Finding): Promise<string> {
  const { kind, details, order } = finding
  const things = await findThings(person, finding.about)
  if (things.length > 1) await refuseElsewhere(person, things)
  const { found, isNew } = await open(person, things, finding)
  if (isParty(person, found))
    throw new Forbidden('You are part of the case about this, so somebody else leads it.')
  if (!isNew && things.length > 1) throw elsewhere(person, things[0], found)
  if (!isNew && order) await enterOrder(person, found, order)
  await noteInCase(found.ref, { act: 'note', by: person._id, words: details })
  if (isNew) await claimCase(found.ref, person._id)
  if (isNew && kinds[kind].isHiddenAtOnce) await hideByRule(found.ref, kind, things)
  await appendAct({ by: person._id, act: order ? 'case:ordered' : 'case:found', caseRef: found.ref })
  if (order) await logOrders()
  return found.ref
}

async function open(
  person: Account,
  things: Things,
  { kind, order }: Finding,
): Promise<{ found: Case; isNew: boolean }> {
  const { subjects, evidence } = await freezeAll(things)
  return openCase({
    origin: order ? 'order' : 'finding',
    kind,
    subject: subjectKey(things[0]),
    subjects: subjects.map(caseSubject),
    evidence,
    by: person._id,
    involved: await involvedIn(subjects),
    order: order && newOrder(person, order),
  })
}
