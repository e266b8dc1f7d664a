import { z } from 'zod'

/** The secret of a private link. One that is not whole is as good as none: the page then says so. */
export const secret = z
  .string()
  .regex(/^[\w-]{43}$/)
  .optional()
  .catch(undefined)

export const keyed = z.object({ key: secret })
