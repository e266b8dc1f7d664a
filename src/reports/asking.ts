import { createHash } from 'node:crypto'
import type { Account } from '../auth/account.ts'
import { appendAct } from '../auth/audit.ts'
import { Conflict, Invalid } from '../errors.ts'
import { authorsOf } from './authors.ts'
import { reachCase } from './case-reach.ts'
import type { Case } from './case-record.ts'
import { refuseNaming } from './complained.ts'
import { inProcedure } from './expected.ts'
import { type Question, recordQuestion, type Whom } from './question.ts'
import { askEvents, dueFor, sendQuestion } from './question-steps.ts'
import type { Report } from './report-record.ts'
import { reportsIn } from './reports-in-case.ts'
import { type Consent, recordShare } from './share.ts'
import { delayEnd, whyNotDelay } from './share-delay.ts'
import { tellSecondPeople } from './share-letters.ts'
import { type SharedField, shareable, textOf } from './shared-fields.ts'
import { next } from './states.ts'

/** What the form says. */
export interface Asking {
  whom: Whom
  /** Which reporter, by the reference of their report; the first one unless told otherwise. */
  report: string
  /** Which author, by user name; the first one unless told otherwise. */
  author: string
  email: string
  question: string
  /** Values of `SharedField`; none unless the moderator chose some. */
  fields: string[]
  role: string
  why: string
  alternatives: string
  consent: Consent | undefined
  consentWhy: string
  delayReason: string
  /** See `Delay`. */
  delayUntil?: string | undefined
}

/** What would be sent. */
export interface Prepared {
  to: string
  text: string
  hash: string
  fields: SharedField[]
  about: string[]
}

async function recipientOf(
  found: Case,
  { whom, report, author, email }: Asking,
  reports: readonly Report[],
): Promise<string> {
  const nobody = 'There is nobody to ask.'
  if (whom === 'other') {
    if (email === '') throw new Invalid({ email: 'Please give the address of who is asked.' })
    return email
  }
  if (whom === 'author') {
    const authors = await authorsOf(found)
    const one = author === '' ? authors[0] : authors.find(({ username }) => username === author)
    if (!one) throw new Invalid(author === '' ? { whom: nobody } : { author: 'Nothing here is by them.' })
    return one.id
  }
  const chosen = report === '' ? reports[0] : reports.find(({ ref }) => ref === report)
  if (!chosen)
    throw new Invalid(report === '' ? { whom: nobody } : { report: 'There is no such report here.' })
  return chosen.ref
}

/** The record of rule 2.7 is whole, or nothing is shared. @throws Invalid */
function checkShare(asking: Asking, fields: readonly SharedField[]): void {
  const { role, why, alternatives, consent, consentWhy } = asking
  const faults: Record<string, string> = {}
  if (fields.length < asking.fields.length)
    faults.fields = 'Please choose again: something of it is not there.'
  if (asking.fields.length > 0) {
    if (role === '') faults.role = 'Please say who that is to the case.'
    if (why === '') faults.why = 'Please say why the complaint needs it.'
    if (alternatives === '') faults.alternatives = 'Please say what else you tried or thought of.'
    if (!consent) faults.consent = 'Please say whether the reporter agreed to it.'
    else if (consentWhy === '') faults.consentWhy = 'Please say how, or why not.'
    Object.assign(faults, whyNotDelay(asking))
    if (consent !== 'given' && fields.some(({ isIdentity }) => isIdentity))
      faults.fields = 'Who reported it is never told without their consent.'
  }
  if (Object.keys(faults).length > 0) throw new Invalid(faults)
}

/** As the person would read it, before anything is stored. @throws Invalid, Conflict, Forbidden */
export async function prepare(person: Account, found: Case, asking: Asking): Promise<Prepared> {
  const reports = await reportsIn(found.ref)
  const to = await recipientOf(found, asking, reports)
  const all = await shareable(reports)
  const fields = all.filter(({ value }) => asking.fields.includes(value))
  checkShare(asking, fields)
  const { whom, question } = asking
  await refuseNaming(
    found,
    { question },
    { shared: fields.map(({ words }) => words), reader: whom === 'reporter' ? [to] : [] },
  )
  if (found.assignee && !found.assignee.equals(person._id))
    throw new Conflict('Somebody else is working on this case. Ask them to release it.')
  await inProcedure(async () => {
    const events = askEvents(found, { whom, question, by: String(person._id) })
    events.reduce((state, event) => next(state, event), found.state)
  })
  const text = textOf(question, fields)
  const document = [whom, to, text, ...fields.flatMap(({ pictures }) => pictures)].join('\0')
  const hash = createHash('sha256').update(document).digest('hex')
  const isIn = ({ filings }: Report) =>
    filings.some(({ ref }) => fields.some(({ value }) => value.startsWith(`${ref}:`)))
  const about = reports.flatMap((report) => (report.account && isIn(report) ? [String(report.account)] : []))
  return { to, text, hash, fields, about }
}

/**
 * Asks somebody. Where nothing of the complaint is shared the question goes out at once; else it waits for a second person.
 * @param preview the hash of what the moderator saw before, needed where something is shared
 * @throws Invalid, Conflict, Forbidden, NotFound
 */
export async function ask(person: Account, ref: string, asking: Asking, preview: string): Promise<Question> {
  const found = await reachCase(person, ref)
  const prepared = await prepare(person, found, asking)
  const { to, text, hash, fields } = prepared
  if (fields.length > 0 && preview !== hash)
    throw new Conflict('What they would read is not what you saw. Please look at it once more, then send it.')
  const { whom, question } = asking
  const said = { case: ref, whom, to, question, text, askedBy: person._id }
  await appendAct({ by: person._id, act: 'question:asked', caseRef: ref })
  if (fields.length === 0) {
    const asked = await recordQuestion({ ...said, share: null, state: 'open', due: dueFor(found) })
    await sendQuestion(asked)
    return asked
  }
  const { role, why, alternatives, consentWhy, delayReason, consent = 'not_asked' } = asking
  const record = {
    role,
    why,
    alternatives,
    consent,
    consentWhy,
    delayReason,
    recipient: whom,
    delayUntil: delayEnd(asking),
  }
  const share = await recordShare({
    ...record,
    case: ref,
    fields: fields.map(({ value }) => value),
    about: prepared.about,
    preview: text,
    previewHash: hash,
    approver1: person._id,
  })
  const proposed = await recordQuestion({ ...said, share: share.ref, state: 'proposed', due: null })
  await tellSecondPeople(found, share)
  return proposed
}
