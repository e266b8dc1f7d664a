import { Schema } from 'mongoose'
import { impersonal, type PersonalEntry } from '../database/personal.ts'

/** `limit` reads but does not post; `suspend` leaves one's rights alone; `close` ends the account. From light to heavy. */
export const sanctionKinds = ['limit', 'suspend', 'close'] as const
export type SanctionKind = (typeof sanctionKinds)[number]

/** What one decision takes from an account. Several can hold at once, and each goes with its own decision. */
export interface Sanction {
  kind: SanctionKind
  /** The decision's reference, "D-12". */
  by: string
  since: Date
  /** The last moment of it; null where it has no end. */
  until: Date | null
}

export const restricted: PersonalEntry = {
  whose: 'account',
  purpose: 'what a decision restricts for you, and until when',
  clause: 'N9',
  retention: 'account_profile',
  export: true,
  erasure: 'delete',
}

export const sanctionSchema = new Schema<Sanction>(
  {
    kind: { type: String, enum: sanctionKinds, required: true, personal: restricted },
    by: {
      type: String,
      required: true,
      personal: impersonal('to find the decision', 'account_profile', 'N9'),
    },
    since: { type: Date, required: true, personal: restricted },
    until: { type: Date, default: null, personal: restricted },
  },
  { _id: false },
)
