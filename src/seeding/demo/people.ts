import { type Account, createAccount, loadAccount, saveProfile } from '../../auth/account.ts'
import { hashPassword } from '../../auth/password.ts'
import { days, nowMs } from '../../clock.ts'
import { noticeInForce } from '../../consent/notice-version.ts'
import { changeAvatar } from '../../media/avatar.ts'
import type { PictureFiles } from './picture-files.ts'
import type { WrittenMember } from './read.ts'

/** Of every account of the demo. */
export const demoPassword = 'a kettle and two biscuits'

/** The members by user name, each confirmed, some with a picture for a face. */
export async function makeMembers(
  members: readonly WrittenMember[],
  files: PictureFiles,
): Promise<Map<string, Account>> {
  const passwordHash = await hashPassword(demoPassword)
  const made = new Map<string, Account>()
  for (const { username, name, bio, role, joinedDaysAgo, face } of members) {
    const createdAt = new Date(nowMs() - days(joinedDaysAgo) - (joinedDaysAgo % 7) * 3_700_000)
    const begun = await createAccount({
      username,
      name,
      role,
      email: `${username}@example.org`,
      passwordHash,
      ageBand: '18+',
      noticeVersion: noticeInForce().version,
      createdAt,
      confirmedAt: createdAt,
    })
    const id = String(begun._id)
    await saveProfile(id, { name, bio })
    if (face) await changeAvatar(begun, await files.file(face))
    const account = await loadAccount(id)
    if (account) made.set(username, account)
  }
  return made
}
