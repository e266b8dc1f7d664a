import { type Account, Accounts } from '../auth/account.ts'
import { londonDate } from '../clock.ts'
import { type News, notify } from '../notifications/notification.ts'
import { lastYearOfHolidays } from './bank-holidays.ts'

/** As often as wanted: `once` is told once to each. Whoever has a part in what it is about is left out. */
export async function tellAdmins(
  news: Omit<News, 'account'>,
  isLeftOut: (admin: Pick<Account, '_id'>) => boolean = () => false,
): Promise<void> {
  for (const admin of await Accounts.find({ role: 'admin', state: 'active' }, '_id').lean())
    if (!isLeftOut(admin)) await notify({ ...news, account: String(admin._id) })
}

/**
 * Run by the timetable: a clock that counts working days into a year whose holidays are not known counts too many of them.
 * From the year before, every admin hears of it once a month until a newer version of the program knows them.
 */
export async function askForHolidays(): Promise<void> {
  const [year, month] = londonDate().split('-') as [string, string]
  const missing = lastYearOfHolidays + 1
  if (Number(year) + 1 < missing) return
  await tellAdmins({
    kind: 'case',
    title: `The bank holidays of ${missing} are not known yet`,
    text: 'Deadlines that count working days take those days for working days. Please bring the program up to date.',
    href: '/review',
    once: `holidays:${year}-${month}`,
  })
}

/** Run by the timetable, in January: a day that is given by proclamation is in no list that was made before. */
export async function askForYearlyLook(): Promise<void> {
  const year = londonDate().slice(0, 4)
  await tellAdmins({
    kind: 'case',
    title: 'A new year: please look at how complaints without basis are dealt with',
    text: 'Read the page on it again, with the numbers of those that were read a second time; and see whether a bank holiday was added for this year.',
    href: '/report/policy',
    once: `yearly-look:${year}`,
  })
}
