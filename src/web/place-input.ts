import { z } from 'zod'

/** What admins say of a place where people write: a board, a chat room. */

/** Its part of the address. */
export const slug = z
  .string('Please fill this in.')
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Please use small letters, numbers and single hyphens.')
  .max(60, 'Please keep this to 60 characters.')

/** Where it stands in its list: small numbers come first. */
export const order = z
  .union(
    [
      z.number().int().min(0).max(9999),
      z
        .string()
        .regex(/^\d{1,4}$/)
        .transform(Number),
    ],
    'Please give a whole number up to 9999.',
  )
  .optional()

/** A form sends "no", and after it "yes" where the box is ticked; whoever sends nothing changes nothing. */
export const archived = z
  .preprocess(
    (value) => (Array.isArray(value) ? value.at(-1) : value),
    z.union([z.literal('yes'), z.literal('no'), z.boolean()], 'Please say yes or no.').optional(),
  )
  .transform((value) => (value === undefined ? undefined : value === 'yes' || value === true))
