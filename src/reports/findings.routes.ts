import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { moderatorsOnly, signedIn } from '../auth/gates.ts'
import { londonDate, now } from '../clock.ts'
import { Invalid } from '../errors.ts'
import { onFault } from '../web/forms.ts'
import { input, line, prose } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { redirect } from '../web/respond.ts'
import { addresses } from './address-input.ts'
import { openFinding } from './finding.ts'
import { kindNames } from './kinds.ts'
import type { GivenOrder } from './order.ts'
import { queuePage } from './review.routes.ts'

export const findingsRoutes = Router()

const pace = limit('findings', { points: 300, seconds: 300, by: 'account' })
const optional = (most: number) => line(0, most).optional().default('')
const finding = z.object({
  about: addresses,
  kind: z.enum(kindNames, 'Please choose what is wrong.'),
  details: prose(3, 10_000),
  origin: z
    .enum(['finding', 'order'], 'Please say: a finding of your own, or an order.')
    .optional()
    .default('finding'),
  authority: optional(200),
  reference: optional(100),
  date: optional(10),
  law: optional(300),
})

/** What the paper says, where it is an order. @throws Invalid with a sentence for each field that is missing */
function orderOf({
  origin,
  authority,
  reference,
  date,
  law,
}: z.infer<typeof finding>): GivenOrder | undefined {
  if (origin !== 'order') return undefined
  const faults: Record<string, string> = {}
  if (authority === '') faults.authority = 'Please say which authority or court ordered it.'
  if (reference === '') faults.reference = 'Please give the number or name that the order has there.'
  if (!z.iso.date().safeParse(date).success || date > londonDate(now()))
    faults.date = 'Please give the date of the order.'
  if (Object.keys(faults).length > 0) throw new Invalid(faults)
  return { authority, reference, on: date, law }
}

/** A case that nobody reported: what a moderator found, or what an authority ordered. */
findingsRoutes.post(
  '/review',
  moderatorsOnly,
  pace,
  onFault(queuePage),
  async (req: Request, res: Response) => {
    const given = input(req, finding)
    const { about, kind, details } = given
    const ref = await openFinding(signedIn(req), { about, kind, details, order: orderOf(given) })
    redirect(req, res, `/review/${ref}`, { status: 201, model: { ref } })
  },
)
