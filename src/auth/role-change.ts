import { model, Schema, type Types } from 'mongoose'
import { days, now } from '../clock.ts'
import { config } from '../config.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { Conflict, Forbidden } from '../errors.ts'
import { log } from '../log.ts'
import { type Account, countOtherAdmins, type Role, roles, saveRole } from './account.ts'

interface RoleChange {
  _id: Types.ObjectId
  account: Types.ObjectId
  by: Types.ObjectId
  from: Role
  to: Role
  at: Date
  deleteAt: Date
}

const entry: PersonalEntry = {
  whose: 'account',
  purpose: 'to show who gave or took powers, and when',
  clause: 'N0',
  retention: 'audit_log',
  export: true,
  erasure: 'keep',
}
const staff: PersonalEntry = { ...entry, whose: 'staff', export: false }
const plain = impersonal('to find and to end the record', 'audit_log', 'N0')
const fixed = { required: true, immutable: true } as const

/** Append-only. */
const roleChangeSchema = new Schema<RoleChange>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    account: { type: Schema.Types.ObjectId, ...fixed, personal: { ...entry, erasure: 'detach' } },
    by: { type: Schema.Types.ObjectId, ...fixed, personal: { ...staff, erasure: 'detach' } },
    from: { type: String, enum: roles, ...fixed, personal: entry },
    to: { type: String, enum: roles, ...fixed, personal: entry },
    at: { type: Date, ...fixed, personal: entry },
    deleteAt: { type: Date, ...fixed, personal: plain },
  },
  { versionKey: false },
)
roleChangeSchema.index({ account: 1, at: -1 })
roleChangeSchema.index({ deleteAt: 1 }, { expireAfterSeconds: 0 })

export const RoleChanges = model<RoleChange>('RoleChange', roleChangeSchema, 'role-changes')

/** @throws Forbidden where the forum would be left without an admin; Conflict where somebody was quicker. */
export async function changeRole(actor: Pick<Account, '_id'>, account: Account, to: Role): Promise<void> {
  const { _id, role: from } = account
  if (from === to) return
  if (from === 'admin') await requireAnotherAdmin(String(_id))
  if (!(await saveRole(String(_id), from, to)))
    throw new Conflict('Somebody else changed this role just now. Please look again.')
  // Two admins who take each other's role at the same moment both find the other one there before, and nobody after.
  if (from === 'admin' && (await countOtherAdmins(String(_id))) === 0) {
    await saveRole(String(_id), to, from)
    throw lastAdmin()
  }
  await record(actor, account, to)
  for (const follow of followers) await follow({ account: String(_id), to })
}

type Follower = (changed: { account: string; to: Role }) => Promise<void>

const followers = new Set<Follower>()

/** For what other rooms do where powers were given or taken; as often as wanted. */
export function onRoleChanged(follow: Follower): void {
  followers.add(follow)
}

const lastAdmin = () => new Forbidden('A forum needs an admin. Make somebody else admin first.')

async function requireAnotherAdmin(id: string): Promise<void> {
  if ((await countOtherAdmins(id)) === 0) throw lastAdmin()
}

async function record(actor: Pick<Account, '_id'>, { _id, role: from }: Account, to: Role): Promise<void> {
  const at = now()
  const deleteAt = new Date(at.getTime() + days(config.retention.audit_log.days ?? 0))
  await RoleChanges.create({ account: _id, by: actor._id, from, to, at, deleteAt })
  log.info({ account: String(_id), by: String(actor._id), from, to }, 'role changed')
}
