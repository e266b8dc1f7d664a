import { type Account, loadAccount } from '../auth/account.ts'
import { ignoredBy } from '../auth/ignored.ts'
import { isConfirmed } from '../auth/policy.ts'
import { isSuspended } from '../auth/restriction.ts'
import { now } from '../clock.ts'
import { log } from '../log.ts'
import { watchMails } from '../mail/unwanted.ts'
import { showGroups, stillStanding } from './groups.ts'
import { isSocial } from './kinds.ts'
import { letterKey, mailTold } from './late-letter.ts'
import { mailsWanted } from './mail-choice.ts'
import type { Notification } from './notification-record.ts'
import { canBeTold } from './recipients.ts'
import { claimForLetter, endLetter, Notifications } from './stored.ts'

/** Looked at together; what is due beyond them comes right after. */
const BATCH = 500

/**
 * Mails what nobody saw on the site. Every process may do so at once: what belongs together is tied to one mail before it is
 * written, so after a crash the same mail is written again and the outbox knows it.
 */
export async function mailUnseen(): Promise<void> {
  const cut = now()
  const failed = new Set<string>()
  for (;;) {
    const due = await Notifications.find({ mailAt: { $lte: cut } })
      .sort({ mailAt: 1 })
      .limit(BATCH + failed.size)
      .lean<Notification[]>()
    const groups = Map.groupBy(due, ({ account, group }) => `${account} ${group ?? ''}`)
    const open = [...groups].filter(([key]) => !failed.has(key))
    if (open.length === 0) return
    for (const [key, told] of open)
      try {
        await mailGroup(told, cut)
      } catch (error) {
        failed.add(key)
        log.error({ err: error }, 'somebody could not be mailed what they did not see; it is tried again')
      }
  }
}

async function mailGroup(told: readonly Notification[], cut: Date): Promise<void> {
  const [first] = told
  if (!first) return
  const { account: id, group } = first
  // The name follows from what is due, so that two processes choose the same one.
  const letter = told.find((one) => one.letter)?.letter ?? `${group ?? first.once}@${first.mailAt?.getTime()}`
  const claimed = await claimForLetter(first, letter, cut)
  const account = await loadAccount(String(id))
  const wanted = account ? await stillWanted(account, group, claimed) : []
  if (account && wanted.length > 0) {
    const shown = group === undefined ? undefined : (await showGroups(account, [group])).get(group)
    await mailTold(account, letter, wanted, shown)
  }
  await endLetter(
    id,
    letter,
    wanted.map(({ _id }) => _id),
  )
}

/** Asked at the last moment, and once more when the mail leaves: much can happen in ten minutes. */
async function stillWanted(
  account: Account,
  group: string | undefined,
  told: readonly Notification[],
): Promise<readonly Notification[]> {
  // Whoever is suspended could not open what it leads to.
  if (!isConfirmed(account) || isSuspended(account) || !canBeTold(account)) return []
  const id = String(account._id)
  const [choice, ignored] = await Promise.all([mailsWanted(id), ignoredBy(id)])
  const left = told.filter(
    ({ kind, from, readAt }) =>
      readAt === null && isSocial(kind) && choice[kind] && !(from && ignored.has(String(from))),
  )
  return left.length > 0 ? stillStanding(account, group, left) : []
}

/** Between writing and leaving lie moments, or the hours in which the mail server is away. */
watchMails(async (matter) => {
  const [, id = '', letter = ''] = /^told:([0-9a-f]{24}):(.+)$/s.exec(matter) ?? []
  if (letter === '') return false
  const account = await loadAccount(id)
  if (!account || letterKey(account._id, letter) !== matter) return true
  const told = await Notifications.find({ account: id, letter }).lean<Notification[]>()
  return (await stillWanted(account, told[0]?.group, told)).length === 0
})
