import { join } from 'node:path'
import { config } from '../config.ts'
import type { Letter } from './compose.ts'
import { openFolder } from './eml.ts'
import { openSmtp } from './smtp.ts'

export interface Transport {
  /** Sending the same mail again puts it in the place of the first, so nobody gets two. */
  readonly isRepeatable: boolean
  /**
   * Calls `handOver` right before the first byte of the mail leaves, and sends nothing if that throws.
   * @throws Refused, Unreachable, MayHaveLeft, or what `handOver` throws.
   */
  send(letter: Letter, handOver: () => Promise<void>): Promise<void>
  close(): void
}

/** SMTP_URL, or without it a file for each mail in DATA_DIR/outbox. */
export function openTransport(): Transport {
  return config.smtpUrl ? openSmtp(new URL(config.smtpUrl)) : openFolder(join(config.dataDir, 'outbox'))
}
