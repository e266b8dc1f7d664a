import { Accounts } from '../auth/account.ts'
import { days, londonDate, now } from '../clock.ts'
import { notify } from '../notifications/notification.ts'
import { newestNotice, published } from './notice/published.ts'
import { dayInWords } from './notice.view.ts'

/** Days for which it is told; whoever comes back later reads the version of that day. */
const TOLD_FOR = 30

/** Run by the timetable: who agreed to an older version hears what is new in this one, once (N31). As often as wanted. */
export async function tellOfNewNotice(): Promise<void> {
  const { version, from, changes } = newestNotice()
  const isOver = londonDate(new Date(now().getTime() - days(TOLD_FOR))) > from
  if (version === published[0]?.version || isOver) return
  const wanted = {
    state: { $in: ['active', 'limited', 'suspended'] },
    noticeVersion: { $ne: version },
  } as const
  for await (const { _id } of Accounts.find(wanted, '_id').lean().cursor())
    await notify({
      account: String(_id),
      kind: 'notice',
      title: `The privacy notice has a new version: ${version}`,
      text: `It holds from ${dayInWords(from)}. ${changes}`,
      href: '/privacy',
      once: `notice:${version}`,
    })
}
