/** What a page's answer looks like from outside, for a baseline to send the very same. */
export interface Recorded {
  headers: Record<string, string>
  /** The body as it travelled, in base64. */
  body: string
}
