import { z } from 'zod'
import { findPeople } from '../auth/people.ts'
import type { InboxNews } from '../live/spoken.ts'
import { listInbox } from './inbox.ts'
import { showRow } from './inbox.view.ts'
import { Threads } from './thread.ts'
import { threadStates } from './thread-record.ts'

const MOST_SHOWN = 200

/** What an open list shows: which of the three, and the conversations in it. */
const sinceSchema = z.strictObject({
  state: z.enum(threadStates),
  refs: z.array(z.string().max(20)).max(MOST_SHOWN),
})

interface MissedRows {
  rows: InboxNews[]
  /** References that are in no list any more. */
  gone: string[]
}

/** The list as it stands, and what became of those that are not in it any more. @param render a row, as the page prints it */
export async function missedRows(
  since: unknown,
  render: (row: ReturnType<typeof showRow>) => string,
): Promise<MissedRows> {
  const asked = sinceSchema.safeParse(since)
  if (!asked.success) return { rows: [], gone: [] }
  const { state, refs } = asked.data
  const { threads } = await listInbox(state, undefined)
  const listed = new Set(threads.map(({ ref }) => ref))
  const others = await Threads.find({ ref: { $in: refs.filter((ref) => !listed.has(ref)) } }).lean()
  const all = [...threads, ...others]
  const people = await findPeople(
    all.flatMap(({ account, assignee }) => [account, assignee].flatMap((id) => (id ? [String(id)] : []))),
  )
  const known = new Set(all.map(({ ref }) => ref))
  return {
    rows: all.map((thread) => ({
      ref: thread.ref,
      state: thread.state,
      html: render(showRow(people, thread)),
    })),
    gone: refs.filter((ref) => !known.has(ref)),
  }
}
