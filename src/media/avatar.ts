import type { Account } from '../auth/account.ts'
import { saveAvatar } from '../auth/account.ts'
import { onAccountRemoved } from '../auth/account-gone.ts'
import { whyNotChange } from '../auth/hiding.ts'
import { hasHiddenProfile } from '../auth/profile-hiding.ts'
import { Forbidden, Invalid } from '../errors.ts'
import { acceptFile, type Incoming } from './accept.ts'
import { removeImages, removeImagesAt } from './removal.ts'

const placeOf = (id: string) => ({ kind: 'avatar' as const, id })

onAccountRemoved((id) => removeImagesAt(placeOf(id)))

/** The face before goes for good. @throws Invalid with a sentence about the file */
export async function changeAvatar(account: Account, file: Incoming | undefined): Promise<string> {
  if (!file) throw new Invalid({ avatar: 'Please choose a picture first.' })
  if (hasHiddenProfile(account)) throw new Forbidden(whyNotChange)
  const id = String(account._id)
  const accepted = await acceptFile(file, { owner: account._id, place: placeOf(id), alt: '' })
  if ('why' in accepted) throw new Invalid({ avatar: accepted.why })
  const before = await saveAvatar(id, accepted.image._id)
  if (before) await removeImages([before])
  return String(accepted.image._id)
}

export async function removeAvatar(account: Account): Promise<void> {
  await saveAvatar(String(account._id), null)
  await removeImagesAt(placeOf(String(account._id)))
}
