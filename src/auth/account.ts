import { model, type PipelineStage, type QueryFilter, type Types, type UpdateQuery } from 'mongoose'
import { now } from '../clock.ts'
import { Conflict } from '../errors.ts'
import { changed } from '../live/bus.ts'
import { emailKey, nameWords, usernameKey } from './account-keys.ts'
import { type Account, accountSchema, type Role, type StoredAccount } from './account-record.ts'
import { NEWCOMER_POSTS } from './policy.ts'

export {
  type Account,
  type AccountState,
  type AgeBand,
  type Role,
  roles,
  type Taggable,
} from './account-record.ts'

export const Accounts = model<StoredAccount>('Account', accountSchema, 'accounts')

/** What is selected by default leaves the secrets behind. */
const hidden = '-usernameKey'

export function isDuplicate(error: unknown): boolean {
  return (error as { code?: number }).code === 11000
}

export type NewAccount = Pick<
  StoredAccount,
  'username' | 'email' | 'passwordHash' | 'ageBand' | 'noticeVersion'
> &
  Partial<Pick<StoredAccount, 'name' | 'role' | 'confirmedAt' | 'guardianEmail' | 'founder' | 'createdAt'>>

/** @throws the database's duplicate error (`isDuplicate`) where the user name is taken. */
export async function createAccount(fields: NewAccount): Promise<Account> {
  const made = await Accounts.create({
    name: fields.username,
    createdAt: now(),
    ...fields,
    usernameKey: usernameKey(fields.username),
    nameWords: nameWords(fields.name ?? fields.username),
    emailKey: emailKey(fields.email),
    state: fields.ageBand === '18+' ? 'active' : 'awaiting-guardian',
  })
  const account = await loadAccount(String(made._id))
  if (!account) throw new Error('An account was lost while it was made.')
  return account
}

export async function loadAccount(id: string): Promise<Account | undefined> {
  return (await Accounts.findById(id).select(hidden).lean()) ?? undefined
}

/** By user name, in any mixture of capitals. */
export async function findAccount(username: string): Promise<Account | undefined> {
  return (
    (await Accounts.findOne({ usernameKey: usernameKey(username) })
      .select(hidden)
      .lean()) ?? undefined
  )
}

export async function hasAdmin(): Promise<boolean> {
  return (await Accounts.exists({ role: 'admin' })) !== null
}

/** The account that has proven the address. */
export async function findOwner(email: string): Promise<Account | undefined> {
  const filter = { emailKey: emailKey(email), confirmedAt: { $type: 'date' as const } }
  return (await Accounts.findOne(filter).select(hidden).lean()) ?? undefined
}

/** The newest account that names the address without having proven it yet. */
export async function findClaimant(email: string): Promise<Account | undefined> {
  const filter = { emailKey: emailKey(email), confirmedAt: null }
  return (await Accounts.findOne(filter).sort({ createdAt: -1 }).select(hidden).lean()) ?? undefined
}

export async function findPasswordHash(id: string): Promise<string | undefined> {
  return (await Accounts.findById(id).select('passwordHash').lean())?.passwordHash
}

/** Corrected at once, on every page that shows it (N22). @returns false where it is hidden just now */
export function saveProfile(
  id: string,
  profile: Pick<Account, 'name' | 'bio' | 'emptiedAt'>,
): Promise<boolean> {
  const update = { $set: { ...profile, nameWords: nameWords(profile.name) }, $unset: { hidden: 1 } } as const
  return changeShown(id, { 'hidden.name': { $exists: false } }, update)
}

/** What others see of somebody, and no page shows the old. @returns whether it was as expected */
export async function changeShown(
  id: string,
  expected: QueryFilter<StoredAccount>,
  update: UpdateQuery<StoredAccount>,
): Promise<boolean> {
  const done = await Accounts.updateOne({ ...expected, _id: id }, update)
  await changed(`account:${id}`)
  return done.matchedCount > 0
}

/** @returns the face that was there before */
export async function saveAvatar(
  id: string,
  avatar: Types.ObjectId | null,
): Promise<Types.ObjectId | undefined> {
  const update = { $set: { avatar }, $unset: { hiddenFace: 1 } } as const
  const before = await Accounts.findOneAndUpdate({ _id: id }, update).select('avatar').lean()
  await changed(`account:${id}`)
  return before?.avatar ?? undefined
}

/** What people settle for themselves, and no page shows to others. */
export async function saveChoice(
  id: string,
  choice: Partial<Pick<Account, 'taggable' | 'keys' | 'presence' | 'directs'>>,
) {
  await Accounts.updateOne({ _id: id }, { $set: choice })
  await changed(`viewer:${id}`)
}

export async function savePasswordHash(id: string, passwordHash: string): Promise<void> {
  await Accounts.updateOne({ _id: id }, { $set: { passwordHash } })
}

export async function noteSignIn(id: string): Promise<void> {
  await Accounts.updateOne({ _id: id }, { $set: { signedInAt: now() } })
}

/**
 * The address is the account's from now on; from then on no other account can prove it.
 * @throws Conflict where another account has proven it in the meantime.
 */
export async function proveEmail(id: string, email: string): Promise<void> {
  const proven = { email, emailKey: emailKey(email), confirmedAt: now() }
  try {
    await Accounts.updateOne({ _id: id }, { $set: proven })
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new Conflict('This address belongs to another account already. You can sign in there instead.')
  }
  await changed(`account:${id}`)
}

/** Counts a post as long as the account is new; afterwards nothing is written. */
export async function countPost(id: string): Promise<void> {
  const filter = { _id: id, postCount: { $lt: NEWCOMER_POSTS } }
  const counted = await Accounts.updateOne(filter, { $inc: { postCount: 1 } })
  // Only what is kept for the person's own requests: no page shows the number.
  if (counted.modifiedCount > 0) await changed(`viewer:${id}`)
}

/** @returns false where the role was not `from` any more. */
export async function saveRole(id: string, from: Role, to: Role): Promise<boolean> {
  const saved = await Accounts.updateOne({ _id: id, role: from }, { $set: { role: to } })
  await changed(`account:${id}`)
  return saved.modifiedCount > 0
}

/** Admins who can act: one who is not confirmed, or restricted, could not help a forum that has no other. */
export async function countOtherAdmins(...ids: string[]): Promise<number> {
  const able = { role: 'admin', state: 'active', confirmedAt: { $type: 'date' as const } } as const
  return Accounts.countDocuments({ ...able, _id: { $nin: ids } })
}

/** For `sanction.ts`: what decisions restrict and the state that follows from it, in one write. */
export async function saveSanctions(id: string, change: Exclude<PipelineStage, PipelineStage.Out>[]) {
  await Accounts.updateOne({ _id: id }, change as never, { updatePipeline: true })
  await changed(`account:${id}`)
}

/** Frees the place of the first admin when whoever had it is no admin any more. */
export async function freeFounder(): Promise<void> {
  await Accounts.updateMany({ founder: true, role: { $ne: 'admin' } }, { $unset: { founder: 1 } })
}

const unfinished = (before: { unconfirmed: Date; awaiting: Date }) => ({
  $or: [
    { confirmedAt: null, createdAt: { $lt: before.unconfirmed } },
    { state: 'awaiting-guardian' as const, createdAt: { $lt: before.awaiting } },
  ],
})

/** Removes one sign-up that was never finished. @returns its id, or undefined when none is left. */
export async function removeUnfinished(before: {
  unconfirmed: Date
  awaiting: Date
}): Promise<string | undefined> {
  const gone = await Accounts.findOneAndDelete(unfinished(before)).select('_id').lean()
  if (!gone) return undefined
  await changed(`account:${gone._id}`)
  return String(gone._id)
}
