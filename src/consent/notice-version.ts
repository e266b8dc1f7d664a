/** The version of the notice in force and its first day. `privacy/notice/published.ts` says how a new one is made. */
export const noticeVersion = '1.1'
export const noticeDate = '2026-11-28'
