import { minutes, now, nowMs } from '../clock.ts'
import { Conflict } from '../errors.ts'
import { log } from '../log.ts'
import { findCase, moveCase } from './case.ts'
import type { Case } from './case-record.ts'
import type { CaseEvent } from './case-state.ts'
import { endOfDayAfter } from './clocks.ts'
import { firstClocks } from './due.ts'
import type { Question } from './question.ts'
import * as questions from './question.ts'
import { tellAsked, tellAsker } from './question-letters.ts'
import { Refused } from './refused.ts'

/** Days for an answer, where the kind of complaint has no time of its own. */
const USUAL = 5

export const whomWords = { author: 'the author', reporter: 'a reporter', other: 'somebody else' } as const

export function dueFor({ state }: Case): Date {
  return firstClocks(state.kind, now(), 'asked')[0]?.due ?? endOfDayAfter(now(), USUAL)
}

/** Whoever asks without having sorted it or written a note first does both with the question. */
export function askEvents(
  { state }: Pick<Case, 'state'>,
  { whom, question, by }: { whom: Question['whom']; question: string; by: string },
): CaseEvent[] {
  const isNew = state.name === 'received' || state.name === 'acknowledged'
  return [
    ...(isNew ? [{ type: 'triaged' as const, by }] : []),
    ...(isNew || state.name === 'triaged' ? [{ type: 'investigated' as const, by, note: question }] : []),
    { type: 'asked', by, whom, question },
  ]
}

const stands = ({ history }: Case, act: 'asked' | 'answered', { ref }: Question) =>
  history.some((entry) => entry.act === act && entry.words.startsWith(`${ref}:`))

/** Is it this one's answer that the case waits for? */
export function isAwaited(found: Case, { ref, whom }: Question): boolean {
  const last = found.history.findLast(({ act }) => act === 'asked')
  const isOpen = found.state.name === 'investigating' || found.state.name === 'appealed'
  return isOpen && found.state.waitingFor === whom && last?.words.startsWith(`${ref}:`) === true
}

/** The case waits for the answer. As often as wanted. @throws Refused */
export function takeIntoCase(question: Question): Promise<Case> {
  const { whom, ref, askedBy, case: place } = question
  const by = String(askedBy)
  const words = `${ref}: we asked ${whomWords[whom]}: “${question.question}”`
  return moveCase(place, {
    events: (found) =>
      stands(found, 'asked', question) ? [] : askEvents(found, { whom, question: question.question, by }),
    entry: (found) =>
      stands(found, 'asked', question) ? undefined : { act: 'asked', words, ...(askedBy && { by: askedBy }) },
  })
}

/** Of a question that is open: the case takes note, then the person hears of it. @throws Conflict where the case cannot take it */
export async function sendQuestion(question: Question): Promise<void> {
  try {
    await takeIntoCase(question)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    await questions.withdrawQuestion(question.ref)
    throw new Conflict(error.why)
  }
  await tellAsked(question)
  await questions.markTold(question.ref)
}

/** It was answered, or nobody answered in time: the case goes on, and whoever asked hears of it. As often as wanted. */
export async function settleQuestion(question: Question): Promise<void> {
  const { ref, whom, case: place, state } = question
  if (state !== 'refused') {
    const words = `${ref}: ${state === 'answered' ? 'the answer is here.' : 'no answer came in time.'}`
    const found = await moveCase(place, {
      events: (current) => (isAwaited(current, question) ? [{ type: 'answered', from: whom }] : []),
      entry: (current) => (stands(current, 'answered', question) ? undefined : { act: 'answered', words }),
    })
    await tellAsker(found, question)
  }
  await questions.markSettled(ref)
}

/** Run by the timetable: five days are over, and the case goes on without the answer. */
export async function lapseQuestions(): Promise<void> {
  for (const { ref, state, due } of await questions.findUnsettled()) {
    if (state !== 'open' || !due || due > now()) continue
    const lapsed = await questions.moveQuestion(ref, 'open', { state: 'lapsed' })
    if (lapsed) await finishOne(lapsed)
  }
}

async function finishOne(question: Question): Promise<void> {
  try {
    if (question.state !== 'open') await settleQuestion(question)
    else if (!question.toldAt) await sendQuestion(question)
  } catch (error) {
    log.error({ err: error, question: question.ref }, 'a question could not be brought to its end')
  }
}

/** What a killed process asked, or took an answer to, and did not bring to its end. One that fails holds up no other. */
export async function finishQuestions(before = new Date(nowMs() - minutes(1))): Promise<void> {
  for (const question of await questions.findUnsettled())
    if (question.askedAt <= before && (await findCase(question.case))) await finishOne(question)
}
