import { z } from 'zod'
import { maskPaymentNumbers } from '../content/payment-numbers.ts'

const MOST_ALT = 500

const list = z
  .union([z.string(), z.array(z.string()).max(100)])
  .transform((value) => [value].flat())
  .optional()
  .catch(undefined)

/** One value or several of the same name, as forms and JSON send them; undefined for anything else. */
export const listOf = (value: unknown): string[] | undefined => list.parse(value)

/** What a picture shows, as it is stored. */
export const altWords = (text: string): string =>
  maskPaymentNumbers(
    text
      .toWellFormed()
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim(),
  ).slice(0, MOST_ALT)

/** For each file in its order. A browser without scripts has one field for all of them: a line each. */
export function altsOf(value: unknown): string[] {
  return (listOf(value) ?? []).flatMap((text) => text.split('\n')).map(altWords)
}
