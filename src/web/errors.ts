import type { ErrorRequestHandler, NextFunction, Request, Response } from 'express'
import { Conflict, Expected, Gone, Invalid, NotFound, TooMany, Unavailable } from '../errors.ts'
import { log } from '../log.ts'
import type { FormPage } from './forms.ts'
import { type Page, respond } from './respond.ts'
import { wantsJson } from './wants.ts'

const awayNames = /^Mongo(Network|ServerSelection|PoolClear|NotConnected|ConnectionPool)/
/** The driver wraps a broken connection in the error of what was under way, e.g. a bulk write. */
const brokenWire = /\b(EPIPE|ECONNRESET|ECONNREFUSED|ENOENT)\b|connection .*closed|pool .*cleared/i

function isDatabaseAway(error: Error): boolean {
  if (awayNames.test(error.name)) return true
  const isMongo = error.name.startsWith('Mongo')
  return (
    (isMongo && brokenWire.test(error.message)) ||
    (error.cause instanceof Error && isDatabaseAway(error.cause))
  )
}

/** Everything that is thrown becomes an expected error, or undefined: a fault of ours. */
function expectedOf(error: unknown): Expected | undefined {
  if (error instanceof Expected) return error
  if (!(error instanceof Error)) return undefined
  if (error instanceof URIError) return new NotFound()
  if (isDatabaseAway(error))
    return new Unavailable('We cannot reach our store at this moment. Please try again in a few seconds.')
  return undefined
}

interface Fault {
  status: number
  title: string
  message: string
  fields: Record<string, string>
  retryAfter?: number
  details?: Record<string, unknown>
}

function faultOf(error: Expected | undefined, id: string): Fault {
  if (!error)
    return {
      status: 500,
      title: 'Something went wrong on our side',
      message: `It is not your fault, and we have noted it. If you write to us about it, please give this number: ${id}.`,
      fields: {},
    }
  return {
    status: error.status,
    title: error.title,
    message: error instanceof Invalid ? (error.fields[''] ?? '') : error.message,
    fields: error instanceof Invalid ? error.fields : {},
    ...(error instanceof TooMany && { retryAfter: Math.max(1, Math.ceil(error.seconds)) }),
    ...(error instanceof Unavailable && { retryAfter: 5 }),
    ...(error instanceof Conflict && { details: error.details }),
    ...(error instanceof Gone && error.whyHref && { details: { whyHref: error.whyHref } }),
  }
}

/** RFC 9457 problem details. */
function sendProblem(res: Response, fault: Fault): void {
  res.status(fault.status).type('application/problem+json')
  res.send(
    JSON.stringify({
      type: 'about:blank',
      title: fault.title,
      status: fault.status,
      detail: fault.message || fault.title,
      ...(Object.keys(fault.fields).length > 0 && { errors: fault.fields }),
      ...fault.details,
    }),
  )
}

/** What the person typed, without passwords, so that it comes back. Nobody types lists or objects. */
function typedFields(req: Request): Record<string, unknown> {
  const fields = Object.entries({ ...(req.body as Record<string, unknown> | undefined) })
  return Object.fromEntries(
    fields.filter(
      ([name, value]) => !/password/i.test(name) && !Array.isArray(value) && Object(value) !== value,
    ),
  )
}

/** What a person wrote, and what the page calls it. */
const writtenFields: Record<string, string> = { title: 'Title', body: 'Your words', bio: 'About you' }

function errorPage(req: Request, fault: Fault): Page {
  const fields = Object.entries(typedFields(req))
    .filter(([name, value]) => typeof value === 'string' && value !== '' && name !== '_method')
    .map(([name, value]) => ({ name, value, label: writtenFields[name] }))
  return {
    view: 'errors/show',
    title: fault.title,
    status: fault.status,
    model: {
      // Without a form there are no fields to put the sentences beside.
      fault: { ...fault, message: fault.message || Object.values(fault.fields).join(' ') },
      // Only what a person wrote is shown again; the rest travels hidden with "Try again".
      typedTexts: fields.filter(({ label }) => label !== undefined),
      typedRest: fields.filter(({ label }) => label === undefined),
      again: req.method === 'GET' ? undefined : againAddress(req),
      signInHref: fault.status === 401 ? `/sign-in?next=${encodeURIComponent(req.originalUrl)}` : undefined,
      isMissing: fault.status === 404,
    },
  }
}

function againAddress(req: Request): string {
  const [path] = req.originalUrl.split('?')
  return req.method === 'POST' ? String(path) : `${path}?_method=${req.method}`
}

/** To a template an empty object is something. */
function orNothing(fields: Record<string, string>): Record<string, string> | undefined {
  return Object.keys(fields).length > 0 ? fields : undefined
}

async function formAgain(req: Request, res: Response, fault: Fault): Promise<Page> {
  const page = await (res.locals.form as FormPage)(req, res)
  const shown = {
    title: fault.title,
    message: fault.message,
    retryAfter: fault.retryAfter,
    details: fault.details,
  }
  return {
    ...page,
    status: fault.status,
    keep: [],
    model: { ...page.model, typed: typedFields(req), errors: orNothing(fault.fields), fault: shown },
  }
}

async function pageFor(req: Request, res: Response, fault: Fault): Promise<Page> {
  const hasForm = res.locals.form !== undefined && ![401, 404, 410, 500].includes(fault.status)
  if (!hasForm) return errorPage(req, fault)
  try {
    return await formAgain(req, res, fault)
  } catch (error) {
    // The form itself cannot be shown (the store is away, the thing is gone): the plain page still brings the text back.
    log.warn({ id: res.locals.requestId, err: error }, 'the form could not be shown again')
    return errorPage(req, fault)
  }
}

/** In front of what is a file and no page: what is gone says so in one plain line. */
export function asFile(_req: Request, res: Response, next: NextFunction): void {
  res.locals.isFile = true
  next()
}

export const answerErrors: ErrorRequestHandler = async (thrown, req, res, next) => {
  const expected = expectedOf(thrown)
  if (!expected) log.error({ id: res.locals.requestId, err: thrown }, 'unexpected')
  if (res.headersSent) return next(thrown)
  const fault = faultOf(expected, res.locals.requestId)
  // Whoever is under a decision learns with each refusal which one, and how to object.
  const restriction: object | undefined = res.locals.viewer?.restriction
  if (fault.status === 403 && restriction) fault.details = { restriction }
  if (fault.retryAfter !== undefined) res.set('Retry-After', String(fault.retryAfter))
  if (wantsJson(req.headers)) return sendProblem(res, fault)
  if (fault.status === 410 && res.locals.isFile)
    return void res.status(410).type('text/plain').send(`${fault.message}\n`)
  if (fault.status === 401 && req.method === 'GET')
    return res.redirect(303, `/sign-in?next=${encodeURIComponent(req.originalUrl)}`)
  respond(req, res, await pageFor(req, res, fault))
}

/** If even the page about the fault fails: no stack, no path of a file. */
export const answerPlainly: ErrorRequestHandler = (thrown, req, res, _next) => {
  log.error({ id: res.locals.requestId, err: thrown }, 'the page about a fault could not be shown')
  if (res.headersSent) return req.destroy()
  res.status(500).type('text/plain').send('Something went wrong on our side. Please try again.\n')
}

export function nothingHere(_req: Request, _res: Response, next: NextFunction): void {
  next(new NotFound())
}
