import { now } from '../clock.ts'
import { type Account, Accounts, changeShown } from './account.ts'
import { nameWords } from './account-keys.ts'
import { type Hiding, whyHidden } from './hiding.ts'

/** The face that belongs to a profile, shown or hidden. */
const faceOf = ({ avatar, hiddenFace }: Pick<Account, 'avatar' | 'hiddenFace'>) => {
  const face = avatar ?? hiddenFace
  return face ? String(face) : undefined
}

const load = (id: string) => Accounts.findById(id, 'username name bio avatar hidden hiddenFace').lean()

type Mine = Pick<Account, 'hidden' | 'hiddenFace'>

/** Something of it is kept out of sight, and can be deleted but not changed. */
export function hasHiddenProfile({ hidden, hiddenFace }: Mine): boolean {
  return hidden?.name !== undefined || hiddenFace !== undefined
}

/** What its owner still reads of it. */
export function ownHiddenProfile({ hidden }: Mine) {
  if (hidden?.from !== 'others' || hidden.name === undefined) return undefined
  return { name: hidden.name, bio: hidden.bio ?? '', ...whyHidden(hidden.by) }
}

/** By its owner, for good: nothing comes back whatever is decided. */
export async function deleteHiddenProfile(id: string): Promise<void> {
  await changeShown(
    id,
    {},
    {
      $set: { emptiedAt: now() },
      $unset: { 'hidden.name': 1, 'hidden.bio': 1 },
    },
  )
}

/**
 * A profile's name and words, reversibly: the user name takes their place wherever somebody is named. As often as wanted.
 * @returns id of the face that goes with them
 */
export async function hideProfile(id: string, { by, from, over }: Hiding): Promise<string | undefined> {
  const isTaken =
    over !== undefined &&
    (await changeShown(id, { 'hidden.by': over }, { $set: { 'hidden.by': by, 'hidden.from': from } }))
  const account = await load(id)
  if (!account) return undefined
  const { username, name, bio, hidden } = account
  // What was hidden before and is deleted since does not keep new words in sight.
  if (isTaken || hidden?.name !== undefined) return faceOf(account)
  const isDone = await changeShown(
    id,
    { name, bio, 'hidden.name': { $exists: false } },
    { $set: { hidden: { by, from, name, bio }, name: username, bio: '', nameWords: nameWords(username) } },
  )
  return isDone ? faceOf(account) : hideProfile(id, { by, from })
}

/** Takes back what that decision did. @returns id of the face that comes with it */
export async function showProfile(id: string, by: string): Promise<string | undefined> {
  const account = await load(id)
  if (!account) return undefined
  const { hidden } = account
  if (hidden?.by !== by) return faceOf(account)
  const { name, bio } = hidden
  const words = {
    ...(name !== undefined && { name, nameWords: nameWords(name) }),
    ...(bio !== undefined && { bio }),
  }
  await changeShown(id, { 'hidden.by': by }, { $set: words, $unset: { hidden: 1 } })
  return faceOf(account)
}

/** For good. @returns id of the face that goes with it */
export async function wipeProfile(id: string, by: string): Promise<string | undefined> {
  await changeShown(id, { 'hidden.by': by }, { $unset: { 'hidden.name': 1, 'hidden.bio': 1 } })
  const account = await load(id)
  return account?.hiddenFace ? String(account.hiddenFace) : undefined
}

export async function hideFace(id: string, image: string): Promise<void> {
  await changeShown(id, { avatar: image }, { $set: { avatar: null, hiddenFace: image } })
}

export async function showFace(id: string, image: string): Promise<void> {
  await changeShown(
    id,
    { hiddenFace: image, avatar: null },
    { $set: { avatar: image }, $unset: { hiddenFace: 1 } },
  )
}

/** The picture itself is gone. */
export async function clearFace(image: string): Promise<void> {
  const account = await Accounts.findOne({ hiddenFace: image }, '_id').lean()
  if (account) await changeShown(String(account._id), { hiddenFace: image }, { $unset: { hiddenFace: 1 } })
}
