import { londonDate } from '../clock.ts'

export interface NoticeVersion {
  version: string
  /** First day in force, in London: "2026-11-22". */
  from: string
}

/** The two newest, oldest first: one may be published before its first day. `privacy/notice/published.ts` says how it is made. */
export const noticeVersions: readonly [NoticeVersion, NoticeVersion] = [
  { version: '1.1', from: '2026-11-28' },
  { version: '1.2', from: '2026-11-29' },
]

/** The notice that people agree to at this moment. */
export function noticeInForce(): NoticeVersion {
  const [before, newest] = noticeVersions
  return newest.from <= londonDate() ? newest : before
}
