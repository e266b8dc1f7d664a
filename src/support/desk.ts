import { model, Schema, type Types } from 'mongoose'
import { isDuplicate } from '../auth/account.ts'
import { minutes, now, nowMs } from '../clock.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'

/** Somebody of the staff has the inbox open: visitors are told that somebody is there, never who. */
export interface Seat {
  /** The account. */
  _id: Types.ObjectId
  until: Date
}

const sits: PersonalEntry = {
  whose: 'staff',
  purpose: 'to tell those who write to us whether somebody is there',
  clause: 'N12',
  retention: 'support_desk',
  export: false,
  erasure: 'delete',
}

const seatSchema = new Schema<Seat>(
  {
    _id: { type: Schema.Types.ObjectId, required: true, personal: sits },
    until: { type: Date, required: true, personal: impersonal('ends the record', 'support_desk', 'N12') },
  },
  { versionKey: false },
)
seatSchema.index({ until: 1 }, { expireAfterSeconds: 0 })

export const Seats = model<Seat>('SupportSeat', seatSchema, 'support-seats')

/** Who looks at the inbox now still does so in a moment. */
const STAYS = minutes(5)

/** In the database, as there may be several processes. */
export async function sitDown(account: Types.ObjectId): Promise<void> {
  const until = new Date(nowMs() + STAYS)
  try {
    await Seats.updateOne({ _id: account }, { $max: { until } }, { upsert: true })
  } catch (error) {
    // Of two first ones at once one is enough.
    if (!isDuplicate(error)) throw error
  }
}

export async function isSomebodyThere(): Promise<boolean> {
  return (await Seats.exists({ until: { $gt: now() } })) !== null
}

export async function standUp(account: string): Promise<void> {
  await Seats.deleteOne({ _id: account })
}
