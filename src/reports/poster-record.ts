import { Schema } from 'mongoose'
import type { PersonalEntry } from '../database/personal.ts'

/** What the Regulations of 2013 want to be known of a notice about untrue words; absent where nothing of it has happened. */
export interface PosterSteps {
  /** Was there a way to reach whoever wrote it, when it was filed? */
  posterContactable?: boolean
  notifiedPosterAt?: Date
  /** Until then they may answer. */
  posterDeadline?: Date
  /** What they answered: whether it may go, who they are, and whether that may be passed on. */
  posterReply?: { agreesToRemoval: boolean; name: string; address: string; consent: boolean }
  /** What was sent about it, to whom and when. */
  sends?: { at: Date; to: 'complainant' | 'poster'; what: string }[]
}

const steps: PersonalEntry = {
  whose: 'reporter',
  purpose: 'to show that what the law says about untrue words was done in time',
  clause: 'N9',
  retention: 'report_case_law',
  export: true,
  erasure: 'keep',
}
const poster: PersonalEntry = {
  ...steps,
  whose: 'author',
  purpose: 'what you answered to a notice about your words; passed on only if you agreed',
  clause: 'N13',
  erasure: 'detach',
}

export const posterPaths = {
  posterContactable: { type: Boolean, personal: { ...poster, purpose: 'whether we can reach you about it' } },
  notifiedPosterAt: { type: Date, personal: steps },
  posterDeadline: { type: Date, personal: steps },
  posterReply: {
    type: new Schema(
      {
        agreesToRemoval: { type: Boolean, personal: poster },
        name: { type: String, personal: poster },
        address: { type: String, personal: poster },
        consent: { type: Boolean, personal: poster },
      },
      { _id: false },
    ),
    personal: poster,
  },
  sends: {
    type: [
      new Schema(
        {
          at: { type: Date, personal: steps },
          to: { type: String, enum: ['complainant', 'poster'], personal: steps },
          what: { type: String, personal: steps },
        },
        { _id: false },
      ),
    ],
    default: undefined,
    personal: steps,
  },
} as const
