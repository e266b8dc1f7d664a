import { randomBytes } from 'node:crypto'
import {
  acceptanceValue,
  type BrowserHeaders,
  type Choice,
  cookieName,
  expireCookie,
  hasSignal,
  parseCookies,
  readChoice,
  refusal,
  serialiseCookie,
} from './cookies.ts'
import { type ConsentSubject, recordChoices } from './ledger.ts'
import { noticeInForce } from './notice-version.ts'
import { type ConsentManner, type Purpose, purposeNames, wordsShown } from './purposes.ts'

/** How a choice was made, and by whom if that is known. */
export interface Asked {
  how: ConsentManner
  account?: { id: string; ageBand: '13-17' | '18+' } | undefined
}

/** Whether this browser still has to be asked. All guests with the same answer to this get the same bytes. */
export function isBannerOpen(headers: BrowserHeaders): boolean {
  return !readChoice(headers.cookie, headers).answered
}

/**
 * Records the answer, then says which cookies carry it out: one for the choice, and one with Max-Age=0 for each
 * purpose that was allowed (or whose cookie came along) and is not any more.
 * @returns values for `Set-Cookie`
 */
export async function answerChoice(
  headers: BrowserHeaders,
  wanted: ReadonlySet<Purpose>,
  asked: Asked,
): Promise<string[]> {
  const before = readChoice(headers.cookie, headers)
  const sent = parseCookies(headers.cookie)
  const receipt = before.receipt ?? randomBytes(16).toString('base64url')
  const ended = purposeNames.filter(
    (name) => !wanted.has(name) && (before.purposes.has(name) || sent.has(cookieName(name))),
  )
  await recordChoices(
    purposeNames.map((purpose) => ({
      subject: subjectOf(asked, wanted.has(purpose) || ended.includes(purpose) ? receipt : null),
      purpose,
      given: wanted.has(purpose),
      how: asked.how,
      shown: wordsShown(purpose, asked.how),
      noticeVersion: noticeInForce().version,
      ageBand: asked.account?.ageBand,
    })),
  )
  return [choiceCookie(headers, wanted, receipt), ...ended.map((name) => expireCookie(name))]
}

/**
 * Says yes to one purpose at the moment it is needed, e.g. the sign-in form's tick box; the others stay as they are.
 * @returns values for `Set-Cookie`: the choice, with this purpose in it
 */
export async function allowPurpose(
  headers: BrowserHeaders,
  purpose: Purpose,
  asked: Asked,
): Promise<string[]> {
  const before: Choice = readChoice(headers.cookie, headers)
  const receipt = before.receipt ?? randomBytes(16).toString('base64url')
  const subject = subjectOf(asked, receipt)
  const shown = wordsShown(purpose, asked.how)
  await recordChoices([
    {
      subject,
      purpose,
      given: true,
      how: asked.how,
      shown,
      noticeVersion: noticeInForce().version,
      ageBand: asked.account?.ageBand,
    },
  ])
  return [choiceCookie(headers, new Set([...before.purposes, purpose]), receipt)]
}

/**
 * Says no to one purpose where it was asked for; the others stay as they are. Who had not answered anything yet is asked no
 * more: the cookie for that is the only one.
 * @returns values for `Set-Cookie`
 */
export async function refusePurpose(
  headers: BrowserHeaders,
  purpose: Purpose,
  asked: Asked,
): Promise<string[]> {
  const before = readChoice(headers.cookie, headers)
  const isEnded = before.purposes.has(purpose) || parseCookies(headers.cookie).has(cookieName(purpose))
  const subject = subjectOf(asked, isEnded ? before.receipt : null)
  const shown = wordsShown(purpose, asked.how)
  await recordChoices([
    {
      subject,
      purpose,
      given: false,
      how: asked.how,
      shown,
      noticeVersion: noticeInForce().version,
      ageBand: asked.account?.ageBand,
    },
  ])
  const left = new Set([...before.purposes].filter((name) => name !== purpose))
  const ended = isEnded ? [expireCookie(purpose)] : []
  if (before.answered && !isEnded) return []
  return [choiceCookie(headers, left, before.receipt ?? randomBytes(16).toString('base64url')), ...ended]
}

/** A refusal names nobody, member or not. */
function subjectOf(asked: Asked, receipt: string | null): ConsentSubject {
  if (receipt === null) return null
  return asked.account ? { account: asked.account.id } : { receipt }
}

function choiceCookie(headers: BrowserHeaders, wanted: ReadonlySet<Purpose>, receipt: string): string {
  if (wanted.size === 0) return serialiseCookie('choice', refusal)
  const about = { receipt, noticeVersion: noticeInForce().version, despiteSignal: hasSignal(headers) }
  return serialiseCookie('choice', acceptanceValue(wanted, about))
}
