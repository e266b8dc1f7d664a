import request from 'supertest'
import type { Account } from '../../src/auth/account.ts'
import { explainMiss } from '../../src/reports/casework.ts'
import { decide, type Judgement } from '../../src/reports/deciding.ts'
import type { Decision } from '../../src/reports/decision.ts'
import type { Complaint } from '../../src/reports/filing.ts'
import { prepareRules } from '../../src/reports/rule.ts'
import { before } from './hooks.ts'
import type { TestSite } from './site.ts'

/** The rules of a fresh forum, which decisions cite. */
export function rules(): void {
  before(async () => {
    await prepareRules()
  })
}

type Agent = ReturnType<typeof request.agent>

/** Sends a report as a program would. @returns its reference and the secret of its link */
export async function report(
  site: TestSite,
  fields: Record<string, string>,
  agent?: Agent,
): Promise<{ ref: string; key: string }> {
  const form = { kind: 'rules', rule: '1', details: 'It is an insult.', goodFaith: 'yes', ...fields }
  const { body } = await (agent ?? request(site.server))
    .post('/reports')
    .set('Accept', 'application/json')
    .send(form)
    .expect(201)
  return body
}

/** A whole decision about what nobody edited, with what is different. */
export function judgement(different: Record<string, string> = {}): Record<string, string> {
  return {
    outcome: 'upheld',
    measures: 'hide',
    ground: 'rule',
    groundRef: '1',
    facts: 'It attacks people.',
    complainantSide: 'Nobody has to be insulted here.',
    authorSide: 'Opinions may be sharp.',
    yields: 'author',
    leastRestrictive: 'A word with the author would leave the insult where it is.',
    reason: 'The words attack people and not what they said.',
    revision: '1',
    ...different,
  }
}

/** A complaint as `fileReport` takes it, with what is different. */
export function complaint(about: string, different: Partial<Complaint> = {}): Complaint {
  const words = { details: 'It is an insult.', answers: { rule: '1' } }
  return { about: [about], kind: 'rules', ...words, name: '', email: '', files: [], ...different }
}

/** As `decide`, after the time for it: first the reason is written down. */
export async function decideLate(judge: Account, ref: string, said: Judgement): Promise<Decision> {
  await explainMiss(judge, ref, { clock: 'all', reason: 'We were ill.' })
  return decide(judge, ref, said)
}

/** A whole judgement as `decide` takes it, with what is different. */
export function findings(different: Partial<Judgement> = {}): Judgement {
  return {
    outcome: 'upheld',
    measures: ['hide'],
    ground: 'rule',
    groundRef: '1',
    facts: 'It attacks people.',
    complainantSide: 'Nobody has to be insulted here.',
    authorSide: 'Opinions may be sharp.',
    yields: 'author',
    leastRestrictive: 'A word with the author would leave the insult where it is.',
    reason: 'The words attack people and not what they said.',
    until: null,
    ...different,
  }
}
