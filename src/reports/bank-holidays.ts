/**
 * Bank holidays of England and Wales, Good Friday and Christmas Day among them, with the days given in lieu of those
 * on a weekend. Source: https://www.gov.uk/bank-holidays, and for the years not there yet the Banking and Financial
 * Dealings Act 1971, Schedule 1, with the days proclaimed every year. Check it each January, as a single day may be added by proclamation.
 */
export const bankHolidays: ReadonlySet<string> = new Set([
  '2026-01-01',
  '2026-04-03',
  '2026-04-06',
  '2026-05-04',
  '2026-05-25',
  '2026-08-31',
  '2026-12-25',
  '2026-12-28',
  '2027-01-01',
  '2027-03-26',
  '2027-03-29',
  '2027-05-03',
  '2027-05-31',
  '2027-08-30',
  '2027-12-27',
  '2027-12-28',
  '2028-01-03',
  '2028-04-14',
  '2028-04-17',
  '2028-05-01',
  '2028-05-29',
  '2028-08-28',
  '2028-12-25',
  '2028-12-26',
])

/** Later days count as working days, so that a clock can only ring too early; the year before, somebody must be told. */
export const lastYearOfHolidays = 2028
