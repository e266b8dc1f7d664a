import type { Request } from 'express'
import { type ZodType, z } from 'zod'
import { hasInk } from '../content/ink.ts'
import { maskPaymentNumbers } from '../content/payment-numbers.ts'
import { Invalid, NotFound } from '../errors.ts'

/** Control characters other than tab and line break carry attacks, never meaning. */
const controls = /(?![\t\n\r])\p{Cc}/gu

/** They turn round, or hide, what stands beside a name or a title: embeddings, overrides, isolates, spaces without width. */
const turning = /[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]/g

const words = z
  .string('Please fill this in.')
  .transform((value) => value.toWellFormed().normalize('NFC').replace(controls, ''))

const oneLine = words.transform((value) => value.replace(turning, '').replace(/\s+/g, ' ').trim())

const within = (least: number, most: number) =>
  z.string().min(least, tooShort(least)).max(most, tooLong(most))

/** One line that is looked up and not stored: a name to sign in with, a search. */
export function lookup(least: number, most: number) {
  return oneLine.pipe(within(least, most))
}

/** One line of text, trimmed, with single spaces; without numbers of cards and banks (N10). */
export function line(least: number, most: number) {
  return (
    oneLine
      .transform(maskPaymentNumbers)
      // A name of blanks would be nobody's.
      .transform((value) => (hasInk(value) ? value : ''))
      .pipe(within(least, most))
  )
}

/** Text of many lines; line ends become "\n". Without numbers of cards and banks (N10). */
export function prose(least: number, most: number) {
  return words
    .transform((value) => maskPaymentNumbers(value.replace(/\r\n?/g, '\n').replace(/\s+$/, '')))
    .pipe(within(least, most))
}

function tooShort(least: number): string {
  return least === 1 ? 'Please fill this in.' : `Please write at least ${least} characters.`
}

function tooLong(most: number): string {
  return `Please keep this to ${most.toLocaleString('en-GB')} characters.`
}

/** A box that must be ticked; the message says what for. */
export function ticked(message: string) {
  return z.union([z.literal('yes'), z.literal(true)], message).transform(() => true as const)
}

/** A box that may be ticked. */
export const tick = z
  .union([z.literal('yes'), z.literal('on'), z.boolean()])
  .optional()
  .catch(undefined)
  .transform((value) => value !== undefined && value !== false)

function read<T>(schema: ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields: Record<string, string> = {}
  for (const issue of parsed.error.issues) fields[issue.path.join('.')] ??= issue.message
  throw new Invalid(fields)
}

/** The body as the schema makes it. @throws Invalid with one sentence per field. */
export function input<T>(req: Request, schema: ZodType<T>): T {
  return read(schema, req.body)
}

export function queryOf<T>(req: Request, schema: ZodType<T>): T {
  return read(schema, req.query)
}

/** @throws NotFound where the address cannot name anything. */
export function paramsOf<T>(req: Request, schema: ZodType<T>): T {
  const parsed = schema.safeParse(req.params)
  if (parsed.success) return parsed.data
  throw new NotFound()
}

export const objectId = z.string().regex(/^[0-9a-f]{24}$/)
export const shortNumber = z
  .string()
  .regex(/^[1-9][0-9]{0,8}$/)
  .transform(Number)

/** A number as forms (text) and JSON send it; an empty field is none. */
export const optionalNumber = z
  .union([
    z.literal('').transform(() => undefined),
    shortNumber,
    z.number().int().positive().max(999_999_999),
  ])
  .optional()

const openAgain = 'Please open the form again.'
/** What the sender's browser calls a form or a message, so that one that is sent twice is stored once. */
export const clientId = z.string(openAgain).regex(/^[\w-]{8,64}$/, openAgain)
export const optionalClientId = z.union([z.literal('').transform(() => undefined), clientId]).optional()
