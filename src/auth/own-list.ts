import { type Model, model, Schema, type Types } from 'mongoose'
import { now } from '../clock.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { Forbidden, Invalid, NotFound } from '../errors.ts'
import { isDuplicate } from './account.ts'
import { onAccountRemoved } from './account-gone.ts'
import type { Account } from './account-record.ts'
import { findByUsernames, findPeople, type Person } from './people.ts'

/** Somebody on a list that one member keeps, and that nobody else sees. */
export interface Listed {
  _id: Types.ObjectId
  account: Types.ObjectId
  other: Types.ObjectId
  at: Date
}

interface OwnList {
  rows: Model<Listed>
  /** Twice, also at once, is the same as once. @throws Invalid where the list is full */
  add(account: Types.ObjectId, other: string): Promise<void>
  drop(account: Types.ObjectId, other: string): Promise<void>
  /** Account ids of everybody on it. */
  idsOf(account: Types.ObjectId | string): Promise<Set<string>>
  /** The latest first. */
  peopleOf(account: Types.ObjectId): Promise<Person[]>
}

const MOST = 500

/** @param full what to say where no more fit, given how many do */
export function makeOwnList(
  [name, collection]: readonly [name: string, collection: string],
  purpose: string,
  full: (most: number) => string,
): OwnList {
  const rows = model<Listed>(name, schemaFor(purpose), collection)
  onAccountRemoved(async (account) => {
    await rows.deleteMany({ $or: [{ account }, { other: account }] })
  })
  return {
    rows,
    async add(account, other) {
      const count = await rows.countDocuments({ account }, { limit: MOST })
      if (count >= MOST) throw new Invalid({ '': full(MOST) })
      await rows
        .updateOne({ account, other }, { $setOnInsert: { at: now() } }, { upsert: true })
        .catch((error: unknown) => {
          if (!isDuplicate(error)) throw error
        })
    },
    async drop(account, other) {
      await rows.deleteOne({ account, other })
    },
    async idsOf(account) {
      const found = await rows.find({ account }, 'other').limit(MOST).lean()
      return new Set(found.map(({ other }) => String(other)))
    },
    async peopleOf(account) {
      const found = await rows.find({ account }, 'other').sort({ _id: -1 }).limit(MOST).lean()
      const people = await findPeople(found.map(({ other }) => String(other)))
      return found.flatMap(({ other }) => people.get(String(other)) ?? [])
    },
  }
}

function schemaFor(purpose: string): Schema<Listed> {
  const mine: PersonalEntry = {
    whose: 'account',
    purpose,
    clause: 'N4',
    retention: 'account_profile',
    export: true,
    erasure: 'delete',
  }
  const record = impersonal('to find the record', 'account_profile')
  const schema = new Schema<Listed>(
    {
      _id: { type: Schema.Types.ObjectId, auto: true, personal: record },
      account: { type: Schema.Types.ObjectId, required: true, personal: mine },
      other: { type: Schema.Types.ObjectId, required: true, personal: mine },
      at: { type: Date, required: true, personal: mine },
    },
    { versionKey: false },
  )
  schema.index({ account: 1, other: 1 }, { unique: true })
  schema.index({ other: 1 })
  return schema
}

/** @param itself what to say to whoever names themselves. @throws NotFound where nobody of that name shows, Forbidden */
export async function findOther(account: Account, username: string, itself: string): Promise<Person> {
  const [other] = (await findByUsernames([username])).values()
  if (!other) throw new NotFound('There is nobody of this name here, or not any more.')
  if (other.id === String(account._id)) throw new Forbidden(itself)
  return other
}
