import { Schema, Types } from 'mongoose'
import type { PersonalEntry } from '../database/personal.ts'
import { appendAct } from './audit.ts'

/** What somebody on the staff did to a topic, a board or a case, and what the audit log does not name yet. */
export interface StaffAct {
  /** Two at the same moment are two. */
  _id: Types.ObjectId
  kind: string
  by: Types.ObjectId | null
  at: Date
}

const staff: PersonalEntry = {
  whose: 'staff',
  purpose: 'to write down who on the staff did what; gone as soon as that is done',
  clause: 'N9',
  retention: 'audit_log',
  export: false,
  erasure: 'detach',
}

const staffActSchema = new Schema<StaffAct>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: staff },
    kind: { type: String, required: true, personal: staff },
    by: { type: Schema.Types.ObjectId, default: null, personal: staff },
    at: { type: Date, required: true, personal: staff },
  },
  { versionKey: false },
)

/** As it goes into the write of the act itself. */
export const newAct = (kind: string, by: Types.ObjectId, at: Date): StaffAct => ({
  _id: new Types.ObjectId(),
  kind,
  by,
  at,
})

/** Stored in the same write as the act itself: a killed process, or a log that could not be written, loses no line. */
export const unnotedField = { type: [staffActSchema], default: undefined, personal: staff } as const

/** Of whose record something is still to be written down. */
export const isUnnoted = { 'unnoted.at': { $exists: true } } as const

/** A line for each, once. @param about "topic:12" */
export async function noteActs(about: string, acts: readonly StaffAct[]): Promise<void> {
  const [noun] = about.split(':')
  for (const { _id, kind, by, at } of acts)
    if (by) await appendAct({ by, act: `${noun}:${kind}`, about, at, once: `${about}:${kind}:${_id}` })
}
