import { z } from 'zod'
import { email } from '../auth/fields.ts'

export const refParam = z.object({ ref: z.string().regex(/^T-[0-9]{4,12}$/) })

/** Random, from the page: what is sent twice is stored once. */
export const clientId = z
  .string()
  .regex(/^[\w-]{16,64}$/, 'This id is not one that a page of ours makes.')
  .optional()

export const optionalEmail = z
  .union([z.literal(''), email])
  .optional()
  .default('')

/** The secret of a private link. One that is not whole is as good as none: the page then says so. */
const secret = z
  .string()
  .regex(/^[\w-]{43}$/)
  .optional()
  .catch(undefined)

export const keyed = z.object({ key: secret })

export const fillIn = 'Please fill this in.'
