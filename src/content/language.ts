/** All pages, mails and feeds are in this one: BCP 47. */
export const language = 'en-GB'
