import { days, nowMs } from '../clock.ts'
import { config } from '../config.ts'
import { log } from '../log.ts'
import { cancelMails } from '../mail/mail.ts'
import { removeUnfinished } from './account.ts'
import { cleanUpAfter } from './account-gone.ts'
import { endSessions } from './session.ts'
import { endTokens } from './token.ts'

const { unverified_signup, awaiting_guardian } = config.retention

/**
 * For the timetable: removes accounts whose address was never confirmed, and those for which no guardian said yes, when
 * their time is over (N29, N26). @returns how many.
 */
export async function removeUnfinishedAccounts(): Promise<number> {
  const before = {
    unconfirmed: new Date(nowMs() - days(unverified_signup.days ?? 0)),
    awaiting: new Date(nowMs() - days(awaiting_guardian.days ?? 0)),
  }
  let count = 0
  for (let id = await removeUnfinished(before); id; id = await removeUnfinished(before)) {
    await endSessions(id)
    await endTokens(id, ['confirm', 'email', 'reset'])
    await cancelMails({ about: id })
    await cleanUpAfter(id)
    count += 1
  }
  if (count > 0) log.info({ count }, 'removed unfinished accounts')
  return count
}
