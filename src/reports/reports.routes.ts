import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { email as emailField } from '../auth/fields.ts'
import { Invalid, NotFound } from '../errors.ts'
import { onFault } from '../web/forms.ts'
import { input, line, paramsOf, prose, queryOf, tick, ticked } from '../web/input.ts'
import { limit, tooMany, waitFor } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { takeFiles } from '../web/uploads.ts'
import { wantsJson } from '../web/wants.ts'
import { addresses, typedAddresses } from './address-input.ts'
import { fileReport, MOST_ATTACHMENTS } from './filing.ts'
import { isKindName, type KindName, kindNames, kinds, needsDetails } from './kinds.ts'
import { statusAddress } from './letters.ts'
import { openReport } from './opened-report.ts'
import { saveOptOut } from './report.ts'
import { type Asked, chooseKind, reportForm } from './report-form.view.ts'
import { keyed } from './secret-input.ts'
import { showStatus } from './status.view.ts'

export const reportsRoutes = Router()

const text = z.string().catch('')
/** The version that the reporter saw; what is no number says nothing. */
const revision = z.coerce.number().int().min(1).optional().catch(undefined)
const reportQuery = z.object({
  about: text.optional().default(''),
  kind: text.optional().default(''),
  revision,
})

reportsRoutes.get('/report', async (req: Request, res: Response) => {
  const { about, kind, revision } = queryOf(req, reportQuery)
  if (isKindName(kind)) return respond(req, res, await formPage(req, { about, revision }, kind))
  const model = await chooseKind(req.user, { about, revision })
  respond(req, res, { view: 'reports/kinds', title: 'What is wrong?', model, noindex: true })
})

async function formPage(req: Request, asked: Asked, kind: KindName): Promise<Page> {
  const given = typedAddresses(req.body)
  const places = { allAbout: given.join('\n'), moreAbout: given.slice(1).join('\n') }
  const model = { ...(await reportForm(req.user, asked, kind)), ...places }
  return { view: 'reports/new', title: `Report: ${model.kind.label}`, model, noindex: true }
}

const MOST_DETAILS = 10_000
const complaint = z.object({
  about: addresses.optional().default([]),
  revision,
  kind: z.enum(kindNames, 'Please choose what is wrong.'),
  details: prose(0, MOST_DETAILS).optional().default(''),
  name: line(0, 100).optional().default(''),
  email: z
    .union([z.literal(''), emailField])
    .optional()
    .default(''),
  goodFaith: ticked('Please tick that what you tell us is true as far as you know.'),
})

// Made once: making a schema costs more than reading with it.
const [shortAnswer, longAnswer] = [line(0, 500), prose(0, 5000)]

/** What the kind asks for beside. @throws Invalid with a sentence for each that is missing */
function answersOf(req: Request, kind: KindName): Record<string, string> {
  const answers: Record<string, string> = {}
  const faults: Record<string, string> = {}
  for (const { name, required, choices, lines } of kinds[kind].fields) {
    const read = (lines > 1 ? longAnswer : shortAnswer).safeParse(req.body?.[name] ?? '')
    const isChoice =
      choices === undefined || read.data === '' || choices.some(({ value }) => value === read.data)
    if (!read.success) faults[name] = read.error.issues[0]?.message ?? 'Please check this.'
    else if (!isChoice) faults[name] = 'Please choose one of these.'
    else if (required && read.data === '')
      faults[name] = 'Please fill this in: we need it for this kind of report.'
    else if (read.data) answers[name] = read.data
  }
  if (Object.keys(faults).length > 0) throw new Invalid(faults)
  return answers
}

function checkNeeds(req: Request, { kind, details, name, email }: z.infer<typeof complaint>): void {
  const { needsContact } = kinds[kind]
  const faults: Record<string, string> = {}
  if (needsContact && name === '' && !req.user)
    faults.name = 'The law asks for your name in a report like this.'
  if (needsContact && email === '' && !req.user)
    faults.email = 'The law asks for a way to reach you in a report like this.'
  if (details === '' && needsDetails(kind)) faults.details = 'Please say in a sentence or two what is wrong.'
  if (Object.keys(faults).length > 0) throw new Invalid(faults)
}

const typedKind = (req: Request) => (isKindName(req.body?.kind) ? req.body.kind : 'rules')
const typed = (req: Request): Asked => ({
  about: typedAddresses(req.body)[0] ?? '',
  revision: revision.parse(req.body?.revision),
})

/** Nobody takes a whole forum out of sight: what is beyond it comes first in the queue, and a person looks at it. */
const hiding = (things: number) => ({ points: 10, seconds: 3600, by: 'account', cost: () => things }) as const

const pace = { points: 40, seconds: 3600, by: 'account', relaxedPoints: 1_000_000 } as const
const busy = 'Many reports came from your network just now. Who signs in can send theirs at once.'

/**
 * A script keeps no member in its network from reporting, and nobody from what is too urgent to wait: that has a measure of
 * its own, and where both are full it is taken without what makes work.
 * @returns whether the report may have pictures and hide something by rule
 */
async function keepPace(req: Request, kind: KindName): Promise<boolean> {
  const { isProtected } = kinds[kind]
  const wait = await waitFor(req, isProtected ? 'reports-protected' : 'reports', pace)
  if (wait > 0 && !isProtected) throw tooMany(wait, busy)
  return wait === 0
}

reportsRoutes.post(
  '/reports',
  limit('any-reports', { ...pace, points: 400, because: busy }),
  onFault((req) => formPage(req, typed(req), typedKind(req))),
  takeFiles('attachments', MOST_ATTACHMENTS),
  async (req: Request, res: Response) => {
    const given = input(req, complaint)
    const answers = answersOf(req, given.kind)
    checkNeeds(req, given)
    const contact = kinds[given.kind].asksContact
      ? { name: given.name, email: given.email }
      : { name: '', email: '' }
    const isWhole = await keepPace(req, given.kind)
    const files = isWhole ? (req.uploads ?? []) : []
    if (req.uploadsLeftOut)
      throw new Invalid({
        attachments: `A report takes ${MOST_ATTACHMENTS} pictures. Please leave some out.`,
      })
    const isHiding =
      isWhole &&
      kinds[given.kind].isHiddenAtOnce &&
      (await waitFor(req, 'hidden-by-rule', hiding(given.about.length))) === 0
    const channel = req.is('json') || wantsJson(req.headers) ? 'json' : 'form'
    const about = given.about.length > 0 || kinds[given.kind].needsAbout ? given.about : ['/']
    const filed = { ...given, about, ...contact, answers, files, isHiding, channel } as const
    const { ref, secret } = await fileReport(req.user, filed)
    redirect(req, res, statusAddress(ref, secret), { status: 201, model: { ref, key: secret } })
  },
)

const refParam = z.object({ ref: z.string().regex(/^R-[0-9]{4,12}$/) })
const guesses = limit('report-pages', { points: 120, seconds: 600, by: 'address' })

async function opened(req: Request, key: string | undefined) {
  const { ref } = paramsOf(req, refParam)
  const found = await openReport(ref, key, req.user)
  if (!found)
    throw new NotFound(
      'There is no such report, or the link is not whole. Please use the link that you were given.',
    )
  return { ref, found }
}

reportsRoutes.get('/reports/:ref', guesses, async (req: Request, res: Response) => {
  const { key } = queryOf(req, keyed)
  const { ref, found } = await opened(req, key)
  // The link is a secret: it goes into no other site's log.
  res.setHeader('Referrer-Policy', 'no-referrer')
  const model = await showStatus(found, ref, key)
  respond(req, res, { view: 'reports/show', title: `Your report ${ref}`, model, noindex: true })
})

const messages = keyed.extend({ optOut: tick })

reportsRoutes.put('/reports/:ref/messages', guesses, async (req: Request, res: Response) => {
  const { key, optOut } = input(req, messages)
  const { ref, found } = await opened(req, key)
  await saveOptOut(found, optOut)
  redirect(req, res, statusAddress(ref, key), { model: { optOut } })
})
