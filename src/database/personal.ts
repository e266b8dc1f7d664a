import type { HydratedDocument } from 'mongoose'
import { z } from 'zod'
import { type RetentionKey, retentionKeys } from '../retention.ts'

/**
 * Why a stored field is stored. Export, erasure, retention, the public data map and the processing register are made
 * from these entries, so a Mongoose path without one fails the tests (design 1.3).
 */
export interface PersonalEntry {
  /** Whose data it is; `nobody` for what says nothing about a person. */
  whose: 'nobody' | 'account' | 'author' | 'staff' | 'visitor' | 'recipient' | 'reporter' | 'guardian'
  /** What it is for, in words a member understands. */
  purpose: string
  /** The clause of the notice that allows it: N0 to N31, or NB. */
  clause: string
  retention: RetentionKey
  /** In the copy a person takes away? */
  export: boolean
  /** What erasing the person does to it. `detach`: the record stays, without the person. */
  erasure: 'delete' | 'detach' | 'keep'
}

export const personalEntry = z.strictObject({
  whose: z.enum(['nobody', 'account', 'author', 'staff', 'visitor', 'recipient', 'reporter', 'guardian']),
  purpose: z.string().min(4),
  clause: z.string().regex(/^N(B|[0-9]|[12][0-9]|3[01])$/),
  retention: z.enum(retentionKeys as [RetentionKey, ...RetentionKey[]]),
  export: z.boolean(),
  erasure: z.enum(['delete', 'detach', 'keep']),
})

/** An entry for what says nothing about anybody: ids, numbers, switches. It goes with its record. */
export function impersonal(purpose: string, retention: RetentionKey, clause = 'N4'): PersonalEntry {
  return { whose: 'nobody', purpose, clause, retention, export: false, erasure: 'keep' }
}

declare module 'mongoose' {
  interface SchemaTypeOptions<
    T,
    EnforcedDocType = any,
    THydratedDocumentType = HydratedDocument<EnforcedDocType>,
  > {
    personal?: PersonalEntry
  }
}
