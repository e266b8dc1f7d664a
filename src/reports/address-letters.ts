import { nowMs } from '../clock.ts'
import { recipientOf } from './recipient.ts'
import { Reports } from './report.ts'

/** Receipts that went to this address lately: nobody shall be bombed with mail by a stranger. */
export function countToAddress(email: string, time: number): Promise<number> {
  return Reports.countDocuments({
    recipient: recipientOf(email),
    receivedAt: { $gt: new Date(nowMs() - time) },
  })
}

/** Outcomes that this address heard of lately, or could have. */
export function countAnsweredTo(email: string, time: number): Promise<number> {
  return Reports.countDocuments({
    recipient: recipientOf(email),
    answeredAt: { $gt: new Date(nowMs() - time) },
  })
}
