import type { Account } from '../auth/account.ts'
import { Conflict, Forbidden } from '../errors.ts'
import { appendAct } from './audit.ts'
import { claimCase, noteInCase, openCase } from './case.ts'
import { isParty } from './case-reach.ts'
import { freeze } from './evidence.ts'
import { caseSubject, hideByRule } from './intake.ts'
import { type KindName, kinds } from './kinds.ts'
import { findSubject, subjectKey } from './subject.ts'

interface Finding {
  about: string
  kind: KindName
  details: string
}

/** What a moderator comes across by themselves: a case like any other, in which nobody complained. @returns its reference */
export async function openFinding(person: Account, { about, kind, details }: Finding): Promise<string> {
  const subject = await findSubject(person, about)
  if (subject.author === String(person._id))
    throw new Conflict('This is your own. You can change or delete it yourself.')
  const evidence = await freeze(subject)
  const { found, isNew } = await openCase({
    origin: 'finding',
    kind,
    subject: subjectKey(subject),
    subjects: [caseSubject(subject)],
    evidence: [evidence._id],
    by: person._id,
  })
  if (isParty(person, found))
    throw new Forbidden('You are part of the case about this, so somebody else leads it.')
  await noteInCase(found.ref, { act: 'note', by: person._id, words: details })
  if (isNew) await claimCase(found.ref, person._id)
  if (isNew && kinds[kind].isHiddenAtOnce) await hideByRule(found.ref, kind, [subject])
  await appendAct({ by: person._id, act: 'case:found', caseRef: found.ref })
  return found.ref
}
