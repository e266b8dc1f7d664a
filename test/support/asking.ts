import { Questions, secretOf } from '../../src/reports/question.ts'
import type { Agent } from './reviewers.ts'

const json = ['Accept', 'application/json'] as const

/** A question of a moderator, with what is different. */
export const question = (different: object = {}) => ({
  whom: 'author',
  question: 'When did you take the picture?',
  ...different,
})

/** What a share record takes, with what is different. */
export const sharing = (fields: string | string[], different: object = {}) =>
  question({
    fields,
    role: 'the owner of the post',
    why: 'They cannot answer without knowing what it is about.',
    alternatives: 'A question without it was tried.',
    consent: 'not_asked',
    consentWhy: 'It names nobody.',
    ...different,
  })

export const askAs = (agent: Agent, place: string, fields: object) =>
  agent
    .post(`${place}/questions`)
    .set(...json)
    .send(fields)

export const previewAs = (agent: Agent, place: string, fields: object) =>
  agent
    .post(`${place}/question-previews`)
    .set(...json)
    .send(fields)

/** Looks at the preview, then asks for a second person. */
export async function proposeAs(agent: Agent, place: string, fields: object) {
  const { body } = await previewAs(agent, place, fields).expect(200)
  return askAs(agent, place, { ...fields, preview: body.hash }).expect(201)
}

export const approveAs = (agent: Agent, place: string, share: string, fields: object = {}) =>
  agent
    .put(`${place}/shares/${share}/approval`)
    .set(...json)
    .send({ approval: 'approve', ...fields })

export const answerAs = (agent: Agent, ref: string, fields: object = {}) =>
  agent
    .post(`/questions/${ref}/answers`)
    .set(...json)
    .send({ answer: 'On a Sunday in May.', confirmed: 'yes', ...fields })

/** The secret of its private link. */
export async function keyOf(ref: string): Promise<string> {
  const found = await Questions.findOne({ ref }).lean()
  if (!found) throw new Error(`There is no question ${ref}.`)
  return secretOf(found)
}
