import type { Account } from '../auth/account.ts'
import { now } from '../clock.ts'
import { log } from '../log.ts'
import { Cases, findCase, moveCase } from './case.ts'
import type { Case, CaseOrder } from './case-record.ts'
import { refuseNaming } from './complained.ts'
import { inProcedure } from './expected.ts'
import { appendLine } from './log-line.ts'

/** What the paper says. */
export type GivenOrder = Pick<CaseOrder, 'authority' | 'reference' | 'on' | 'law'>

export function newOrder({ _id }: Account, given: GivenOrder): CaseOrder {
  return { ...given, by: _id, at: now(), isLogged: false }
}

/** Into a case that is open about the same thing: from here on the law wants it gone. @throws Conflict */
export async function enterOrder(person: Account, found: Case, given: GivenOrder): Promise<void> {
  const { authority, reference, law } = given
  await refuseNaming(found, { authority, reference, law })
  const { ref } = found
  const order = newOrder(person, given)
  const words = inWords(order)
  await inProcedure(() =>
    moveCase(ref, {
      events: [{ type: 'ordered', by: String(person._id) }],
      set: ({ orders = [], interim }) => ({
        orders: [...orders, order],
        // An order waits for the decision, and for nobody's second word.
        ...(interim?.reviewBy && { interim: { ...interim, reviewBy: null } }),
      }),
      entry: { act: 'ordered', by: person._id, words },
    }),
  )
}

/** "Magistrates’ Court of Maidstone, of 24 November 2026 (its number: MC-12), under section 5 of …" */
export function inWords({ authority, on, reference, law }: GivenOrder): string {
  const day = Temporal.PlainDate.from(on).toLocaleString('en-GB', { dateStyle: 'long' })
  return `${authority}, of ${day} (its number: ${reference})${law ? `, under ${law}` : ''}`
}

/** Every order has its line in the public log, once. Run when one comes in, at the start and by the timetable. */
export async function logOrders(): Promise<void> {
  for (const { ref } of await Cases.find({ 'orders.isLogged': false }, 'ref').lean())
    try {
      await logOrdersOf(ref)
    } catch (error) {
      log.error({ err: error, case: ref }, 'an order could not be written into the public log')
    }
}

async function logOrdersOf(ref: string): Promise<void> {
  const found = await findCase(ref)
  for (const [at, order] of (found?.orders ?? []).entries())
    if (found && !order.isLogged) await appendLine(lineOf(found, order, at))
  await moveCase(ref, {
    events: [],
    // One that came in between is still to be written.
    set: ({ orders = [] }) => ({
      orders: orders.map((order, at) =>
        at < (found?.orders?.length ?? 0) ? { ...order, isLogged: true } : order,
      ),
    }),
  })
}

function lineOf({ ref, state, subjects }: Case, { at }: CaseOrder, number: number) {
  const kind = subjects[0]?.kind ?? 'page'
  return {
    decision: ref,
    once: `order:${ref}:${number + 1}`,
    event: 'ordered' as const,
    kind: state.kind,
    subjectKind: kind === 'page' ? ('other' as const) : kind,
    outcome: null,
    measures: [],
    ground: null,
    automated: false,
    at,
  }
}

/** Those that came in between two moments, of whatever case. */
export async function eachOrder(
  { from, until }: { from: Date; until: Date },
  act: (found: Pick<Case, 'state'>) => void,
): Promise<void> {
  const within = { $gte: from, $lt: until }
  for await (const found of Cases.find({ orders: { $elemMatch: { at: within } } }, 'state orders')
    .lean()
    .cursor())
    for (const { at } of found.orders ?? []) if (at >= from && at < until) act(found)
}
