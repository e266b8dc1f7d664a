import { type Account, createAccount, loadAccount, saveProfile } from '../../auth/account.ts'
import { hashPassword } from '../../auth/password.ts'
import { days, nowMs } from '../../clock.ts'
import { noticeVersion } from '../../consent/notice-version.ts'
import type { WrittenMember } from './read.ts'

/** Of every account of the demo. */
export const demoPassword = 'a kettle and two biscuits'

/** The members by user name, each confirmed. */
export async function makeMembers(members: readonly WrittenMember[]): Promise<Map<string, Account>> {
  const passwordHash = await hashPassword(demoPassword)
  const made = new Map<string, Account>()
  for (const { username, name, bio, role, joinedDaysAgo } of members) {
    const createdAt = new Date(nowMs() - days(joinedDaysAgo) - (joinedDaysAgo % 7) * 3_700_000)
    const { _id } = await createAccount({
      username,
      name,
      role,
      email: `${username}@example.org`,
      passwordHash,
      ageBand: '18+',
      noticeVersion,
      createdAt,
      confirmedAt: createdAt,
    })
    await saveProfile(String(_id), { name, bio })
    const account = await loadAccount(String(_id))
    if (account) made.set(username, account)
  }
  return made
}
