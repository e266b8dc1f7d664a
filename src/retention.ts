/**
 * How long each kind of record is kept. The notice, the pages and the code that deletes all read these numbers, so
 * they cannot differ. `KEEP_<KEY>=<days>` in the environment may shorten a period, never lengthen it: a longer one
 * needs a reason, a new version of the notice, and telling people.
 */
export interface Period {
  /** Days, or null where the thing is kept until somebody deletes it. */
  days: number | null
  /** The period in words, as the notice prints it. */
  words: string
  /** When the period starts to run. */
  from: string
}

const table = {
  account_profile: [30, '30 days', 'the account is closed'],
  inactive_account: [730, '24 months', 'the last sign-in'],
  unverified_signup: [7, '7 days', 'signing up'],
  awaiting_guardian: [14, '14 days', 'signing up'],
  post_image_tag_reaction: [null, 'until you delete it', 'posting'],
  draft: [30, '30 days', 'the last change'],
  report_case: [730, '24 months', 'the case is closed'],
  report_case_law: [2190, '6 years', 'the case is closed'],
  removed_content_evidence: [365, '12 months', 'the decision'],
  data_request: [730, '24 months', 'the request is closed'],
  consent_record: [730, '24 months', 'the choice ends'],
  contact_thread: [730, '24 months', 'the last message'],
  chat_transcript: [180, '6 months', 'the conversation ends'],
  chat_live_cookie: [1, '24 hours', 'the last message'],
  support_desk: [1, '24 hours', 'the inbox was last open'],
  survey_draft: [1, '24 hours', 'the last answer'],
  survey_answers: [365, '12 months', 'the survey closes'],
  cookie_choice: [180, '180 days', 'your answer'],
  cookie_use: [1, '24 hours', 'the visit'],
  cookie_seen: [180, '180 days', 'the message was seen'],
  session_stay: [30, '30 days', 'the last visit'],
  session_longest: [180, '180 days', 'signing in'],
  web_log_raw: [30, '30 days', 'the request'],
  security_log: [90, '90 days', 'the event'],
  job_application: [365, '12 months', 'we receive it'],
  employment_file: [365, '12 months', 'the employment ends'],
  affiliate_ledger: [2190, '6 years', 'the payout'],
  disclosure_log: [2190, '6 years', 'the disclosure'],
  audit_log: [2190, '6 years', 'the event'],
  backup: [35, '35 days', 'the backup is made'],
  mail_queue: [7, '7 days', 'it is written'],
  delivery_log: [30, '30 days', 'it is sent'],
  notification: [90, '90 days', 'it is written'],
  reviewer_invitation: [14, '14 days', 'it is sent'],
  mail_token: [1, '24 hours', 'it is sent'],
  rate_limit: [1, '24 hours', 'the last try'],
  policy_versions: [null, 'for good; there is no personal data in it', 'publication'],
  public_log: [null, 'for good; there is no personal data in it', 'the decision'],
  settings: [null, 'while the forum runs', 'it is set'],
} as const satisfies Record<string, readonly [number | null, string, string]>

export type RetentionKey = keyof typeof table
export const retentionKeys = Object.keys(table) as RetentionKey[]

function inWords(days: number): string {
  return days === 1 ? '1 day' : `${days} days`
}

/** @returns the periods in force, and a list of faults for the start to print. */
export function readRetention(env: NodeJS.ProcessEnv): {
  periods: Record<RetentionKey, Period>
  faults: string[]
} {
  const faults: string[] = []
  const periods = {} as Record<RetentionKey, Period>
  for (const key of retentionKeys) {
    const [days, words, from] = table[key]
    periods[key] = { days, words, from }
    const name = `KEEP_${key.toUpperCase()}`
    const wanted = env[name]
    if (wanted === undefined || wanted === '') continue
    const count = Number(wanted)
    if (!Number.isInteger(count) || count < 1)
      faults.push(`${name} must be a whole number of days, 1 or more.`)
    else if (days === null || count > days)
      faults.push(`${name} may only shorten the period; the notice promises ${words}.`)
    else periods[key] = { days: count, words: count === days ? words : inWords(count), from }
  }
  return { periods, faults }
}
