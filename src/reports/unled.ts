import { notify } from '../notifications/notification.ts'
import { Cases } from './case.ts'
import { ablePeople } from './seconds.ts'

/**
 * Cases that wait while everybody who could lead them is a party, such as the reports of a small staff about each other's
 * things. One question to an index, however many cases there are; undefined where there is nobody on the staff.
 */
async function unledCases() {
  const leaders = (await ablePeople()).filter(({ role }) => role !== 'reviewer')
  if (leaders.length === 0) return undefined
  return { leaders, which: { isWaiting: true, parties: { $all: leaders.map(({ _id }) => _id) } } }
}

/** Whoever hears of them has a part in each, so nobody learns more than how many there are. */
export async function countUnled(): Promise<number> {
  const unled = await unledCases()
  return unled ? Cases.countDocuments(unled.which) : 0
}

/** Run by the timetable: every admin hears once of each, and not what it is about; they alone can make somebody else a moderator. */
export async function tellOfUnled(): Promise<void> {
  const unled = await unledCases()
  if (!unled) return
  const admins = unled.leaders.filter(({ role }) => role === 'admin')
  for (const { ref } of await Cases.find(unled.which, 'ref').lean())
    for (const { _id } of admins)
      await notify({
        account: String(_id),
        kind: 'case',
        title: 'A case waits that nobody here may lead',
        text: 'Every moderator and admin is part of it, so it counts as overdue. Make somebody else a moderator.',
        href: '/admin/members',
        once: `unled:${ref}`,
      })
}
