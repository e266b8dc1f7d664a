import { days, londonDate, nowMs } from '../clock.ts'
import { tellAdmins } from './admin-news.ts'
import { Cases } from './case.ts'
import { Shares } from './share.ts'

/** "As infrequently as possible" (N13): above this percentage of the cases of ninety days the admins are alarmed. */
export const MOST_PERCENT = 10
const WINDOW = days(90)

export interface ShareRatio {
  /** Cases in which something of a complaint was shown to somebody. */
  shared: number
  /** Cases opened in these ninety days, and older ones in which something was shared in them. */
  cases: number
  percent: number
  isTooMuch: boolean
}

export async function shareRatio(): Promise<ShareRatio> {
  const since = new Date(nowMs() - WINDOW)
  const sharing = await Shares.distinct('case', { sentAt: { $gte: since } })
  // Where nothing was shared there is nothing to compare it with.
  if (sharing.length === 0) return { shared: 0, cases: 0, percent: 0, isTooMuch: false }
  const cases = await Cases.countDocuments({
    $or: [{ openedAt: { $gte: since } }, { ref: { $in: sharing } }],
  })
  const percent = (100 * sharing.length) / Math.max(cases, sharing.length)
  return { shared: sharing.length, cases, percent: Math.round(percent), isTooMuch: percent > MOST_PERCENT }
}

/** Run by the timetable: every admin hears of it once in a month. */
export async function alarmOfSharing(): Promise<void> {
  const { shared, cases, percent, isTooMuch } = await shareRatio()
  if (!isTooMuch) return
  const month = londonDate().slice(0, 7)
  await tellAdmins({
    kind: 'case',
    title: `Complaints were shared in ${percent} % of the cases`,
    text: `In the last 90 days something of a complaint was shown to somebody in ${shared} of ${cases} cases. More than ${MOST_PERCENT} % is too often.`,
    href: '/review',
    once: `share-ratio:${month}`,
  })
}
