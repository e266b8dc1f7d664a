import type { Account } from '../auth/account.ts'
import { hashSecret } from '../auth/secret-hash.ts'
import { now } from '../clock.ts'
import { Conflict } from '../errors.ts'
import { findCase } from './case.ts'
import { openReport } from './opened-report.ts'
import { findQuestion, moveQuestion, type Question } from './question.ts'
import { isAwaited, settleQuestion } from './question-steps.ts'

/** For whoever was asked: with the private link, or signed in; a reporter also with the link of their report. */
export async function openQuestion(
  ref: string,
  key: string | undefined,
  reader: Account | undefined,
): Promise<Question | undefined> {
  const question = await findQuestion(ref)
  if (!question || question.state === 'proposed' || question.state === 'refused') return undefined
  const { whom, to } = question
  if (key !== undefined && hashSecret(key) === question.key) return question
  if (whom === 'author' && reader && String(reader._id) === to) return question
  if (whom === 'reporter' && (await openReport(to, key, reader))) return question
  return undefined
}

/** Why nobody can answer it any more; undefined where they can. */
export async function whyNotAnswer(question: Question): Promise<string | undefined> {
  if (question.state === 'answered') return 'You have answered already. Thank you.'
  const late = 'The time for the answer is over, and we went on without it.'
  if (question.state === 'lapsed' || !question.due || question.due <= now()) return late
  const found = await findCase(question.case)
  return found && isAwaited(found, question) ? undefined : 'Your answer is not needed any more. Thank you.'
}

/** Once. Stored when it returns. @throws Conflict */
export async function answerQuestion(question: Question, answer: string): Promise<void> {
  const why = await whyNotAnswer(question)
  if (why) throw new Conflict(why)
  const answered = await moveQuestion(question.ref, 'open', { state: 'answered', answer, answeredAt: now() })
  if (!answered) throw new Conflict('You have answered already. Thank you.')
  await settleQuestion(answered)
}
