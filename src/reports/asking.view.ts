import type { Account } from '../auth/account.ts'
import { findPeople } from '../auth/people.ts'
import { dayInWords } from './appeal-window.ts'
import { type Asking, prepare } from './asking.ts'
import { authorsOf } from './authors.ts'
import { reachCase } from './case-reach.ts'
import type { Case } from './case-record.ts'
import { type Question, questionsOf } from './question.ts'
import { lastDayOf } from './question-letters.ts'
import { whomWords } from './question-steps.ts'
import { reportsIn } from './reports-in-case.ts'
import { type Consent, type Share, sharesOf } from './share.ts'
import { shareable } from './shared-fields.ts'

const stateWords: Record<Question['state'], string> = {
  proposed: 'waits for a second person to agree',
  open: 'waits for an answer',
  answered: 'answered',
  lapsed: 'no answer came in time',
  refused: 'not asked: the second person did not agree',
}

export const consentWords: Record<Consent, string> = {
  given: 'The reporter agreed',
  asked: 'The reporter was asked and has not answered yet',
  refused: 'The reporter did not agree',
  not_asked: 'The reporter was not asked',
}

function showShare(share: Share, person: Account) {
  const { ref, role, why, alternatives, consent, consentWhy, preview, state, refusedWhy, delayReason } = share
  return {
    ...{ ref, role, why, alternatives, consentWhy, preview, state, refusedWhy, delayReason },
    consent: consentWords[consent],
    toldAt: share.toldAt,
    delayDay: share.delayUntil ? dayInWords(share.delayUntil) : undefined,
    isWaiting: state === 'proposed',
    canAgree: state === 'proposed' && !share.approver1?.equals(person._id),
  }
}

/** The questions of a case with their answers, for those who lead it. */
export async function showQuestions(person: Account, { ref, state }: Pick<Case, 'ref' | 'state'>) {
  const [asked, shares] = await Promise.all([questionsOf(ref), sharesOf(ref)])
  const people = await findPeople(asked.flatMap(({ whom, to }) => (whom === 'author' ? [to] : [])))
  const nameOf = ({ whom, to }: Question) =>
    whom === 'author' ? (people.get(to)?.name ?? 'who has left') : to
  return {
    questions: asked.map((question) => {
      const share = shares.find((one) => one.ref === question.share)
      return {
        ref: question.ref,
        whom: question.whom,
        to: `${whomWords[question.whom]}, ${nameOf(question)}`,
        question: question.question,
        askedAt: question.askedAt,
        lastDay: question.state === 'open' && question.due ? lastDayOf(question.due) : undefined,
        state: question.state,
        stateWords: stateWords[question.state],
        answer: question.answer,
        answeredAt: question.answeredAt,
        share: share ? showShare(share, person) : null,
      }
    }),
    canAsk:
      !['decided', 'notified', 'appeal-decided', 'closed'].includes(state.name) && state.waitingFor === null,
  }
}

/** The form, with everything that could be shared, each thing by itself; nothing is chosen beforehand. */
export async function askForm(person: Account, ref: string, chosen: readonly string[]) {
  const found = await reachCase(person, ref)
  const reports = await reportsIn(ref)
  const fields = await shareable(reports)
  const authors = await authorsOf(found)
  const [author] = authors
  return {
    ref,
    ...(await showQuestions(person, found)),
    whomOptions: [
      ...(author
        ? [
            {
              value: 'author',
              label: authors.length > 1 ? 'One of the authors' : `The author, ${author.name}`,
            },
          ]
        : []),
      ...(reports.length > 0 ? [{ value: 'reporter', label: 'Somebody who reported it' }] : []),
      { value: 'other', label: 'Somebody else, by e-mail' },
    ],
    reportOptions: reports.map((report) => ({ value: report.ref, label: report.ref })),
    hasSeveral: reports.length > 1,
    authorOptions: authors.map(({ username, name }) => ({ value: username, label: `${name} (${username})` })),
    hasAuthors: authors.length > 1,
    fields: fields.map(({ value, label, words, isIdentity }) => ({
      value,
      label,
      of: value.slice(0, value.indexOf(':')),
      words: isIdentity ? 'Only with their consent.' : words.slice(0, 300),
      isChosen: chosen.includes(value),
    })),
    isSharing: chosen.length > 0,
    consentOptions: (['not_asked', 'asked', 'given', 'refused'] as const).map((value) => ({
      value,
      label: consentWords[value],
    })),
  }
}

/** Exactly what the person would read, and the form that sends it. @throws Invalid, Conflict, Forbidden, NotFound */
export async function showPreview(person: Account, ref: string, asking: Asking) {
  const found = await reachCase(person, ref)
  const { text, hash, fields } = await prepare(person, found, asking)
  const { fields: values, consent = '', ...rest } = asking
  return {
    ref,
    text,
    hash,
    isSharing: fields.length > 0,
    pictures: fields.flatMap(({ pictures }) => pictures.map((id) => ({ src: `/images/${id}/320` }))),
    to: whomWords[asking.whom],
    hidden: [
      ...Object.entries({ ...rest, consent, preview: hash }).map(([name, value = '']) => ({ name, value })),

      ...values.map((value) => ({ name: 'fields', value })),
    ],
  }
}
