import { z } from 'zod'
import type { Account } from '../auth/account.ts'
import { seconds } from '../clock.ts'
import { Invalid } from '../errors.ts'
import { type Message, Messages } from './message.ts'
import { type Shown, shownFields } from './message.view.ts'
import type { MessageFace } from './message-faces.ts'
import { showPage } from './page-of-messages.ts'
import { reachRoom } from './reach.ts'
import { facesFor } from './room-page.view.ts'

/** Changes that are sent at once; who missed more loads the page again. */
const MOST = 120
/** Milliseconds: another process may have written with a clock that goes behind, or be slow to store what it stamped. */
const SLACK = seconds(30)

const place = z.int().min(0).max(999_999_999)

const sinceSchema = z.strictObject({
  /** Milliseconds: the last change that the page knows of, as the site told it; never the clock of the reader. */
  at: z.int().min(0).max(9_999_999_999_999),
  /** The first and the last place on the page. */
  from: place,
  to: place,
  /** The page shows the end of the room, and grows there. */
  isEnd: z.boolean(),
})

export interface MissedMessages {
  messages: { seq: number; version: string; html: string }[]
  at: number
  /** There is more than can be sent: the page has to be loaded again. */
  isMore: boolean
}

type Render = (face: MessageFace | Shown) => string

/** What changed in the room since the page last heard of it, oldest place first. @throws Invalid, NotFound */
export async function missedMessages(
  actor: Account | undefined,
  slug: string,
  since: unknown,
  render: Render,
): Promise<MissedMessages> {
  const asked = sinceSchema.safeParse(since)
  if (!asked.success) throw new Invalid({ since: 'This is not what a page of ours shows.' })
  const { at, from, to, isEnd } = asked.data
  const room = await reachRoom(actor, slug)
  const seq = isEnd ? { $gte: from } : { $gte: from, $lte: to }
  const changed = { $gte: new Date(at - SLACK) }
  const found = await Messages.find({ room: room._id, changedAt: changed, seq }, shownFields)
    .sort({ changedAt: -1 })
    .limit(MOST + 1)
    .lean<Message[]>()
  const sent = found.slice(0, MOST).sort((one, other) => one.seq - other.seq)
  const page = await showPage(room, sent)
  const faces = await facesFor(actor, room, page)
  return {
    messages: faces.flatMap((face) => {
      if ('isIgnored' in face && face.isIgnored) return []
      return [{ seq: face.seq, version: face.version, html: render(face) }]
    }),
    at: Math.max(at, page.changedAt),
    isMore: found.length > MOST,
  }
}
