import { Accounts } from '../auth/account.ts'
import { appendAct } from '../auth/audit.ts'
import { isStaff } from '../auth/policy.ts'
import { now } from '../clock.ts'
import { excerpt } from '../content/excerpt.ts'
import { log } from '../log.ts'
import { forgetNotificationOf, Notifications, notify } from '../notifications/notification.ts'
import { mailReceipt, mailReply } from './letters.ts'
import { talkAddress } from './link.ts'
import { lastAnswerBefore, markSettled, removeMessages, type SupportMessage } from './message.ts'
import { countIn, type Thread } from './thread.ts'

/** Whoever has the conversation, while they are of the staff; else all who can answer. Who asks does not hear of it as staff. */
async function staffFor({ assignee, account }: Thread): Promise<string[]> {
  const found = await Accounts.find({ role: { $in: ['moderator', 'admin'] }, state: 'active' }).lean()
  const staff = found.filter(isStaff).map(({ _id }) => String(_id))
  const holder = staff.filter((id) => id === String(assignee))
  return holder.length > 0 ? holder : staff.filter((id) => id !== String(account))
}

/** Once for all that is said until we answer. */
async function tellStaff(thread: Thread, message: SupportMessage): Promise<void> {
  const { ref, subject } = thread
  const turn = await lastAnswerBefore(message)
  for (const account of await staffFor(thread))
    await notify({
      account,
      kind: 'support',
      title: turn === 0 ? `Somebody writes to our support: ${ref}` : `There is a new message in ${ref}`,
      text: subject,
      href: `/support/${ref}`,
      once: `support:${ref}:${turn}`,
    })
}

/** What they were told as staff. Whom the support answered they stay. */
export async function forgetDeskNews(account: string): Promise<void> {
  const once = /^support:T-[0-9]+:[0-9]+$/
  const told = await Notifications.find({ account, kind: 'support', once }, 'once').lean()
  for (const one of told) await forgetNotificationOf(account, one.once)
}

const isLive = ({ liveUntil }: Thread) => liveUntil !== undefined && liveUntil > now()

/** @returns false while their page is open: what they do not see there is mailed once it is closed */
async function tellVisitor(thread: Thread, message: SupportMessage): Promise<boolean> {
  const { ref, account, subject } = thread
  const { seq, text } = message
  const isSeen = thread.seenSeq >= seq
  const isWaiting = isLive(thread) && !isSeen
  if (account) {
    const mail = {
      subject: `Our answer to your message ${ref}`,
      paragraphs: [`this is our answer to your message ${ref}:`, text],
      clause: 'N12',
      purpose: 'to answer what you asked our support',
    } as const
    await notify({
      account: String(account),
      kind: 'request',
      title: 'Our support answered you',
      text: excerpt(subject, 120),
      href: talkAddress(ref),
      once: `support:${ref}:answer:${seq}`,
      ...(!isSeen && !isWaiting && { mail }),
    })
  } else if (thread.email && !isSeen && !isWaiting) await mailReply(thread, message)
  return !isWaiting || !(account || thread.email)
}

async function tell(thread: Thread, message: SupportMessage): Promise<boolean> {
  const { from, by, seq, at, isEntered } = message
  if (from === 'staff' && by)
    await appendAct({
      by,
      act: 'support:answered',
      about: `support:${thread.ref}`,
      at,
      once: `support:${thread.ref}:${seq}`,
    })
  if (isEntered) return true
  if (from === 'staff') return tellVisitor(thread, message)
  await tellStaff(thread, message)
  if (seq === 1 && thread.email) await mailReceipt(thread)
  return true
}

/** What follows a message that is stored; as often as wanted, and a start after a kill does what is left. */
async function settle(message: SupportMessage): Promise<void> {
  const thread = await countIn(message)
  // It came to its end in the same moment, and takes along what was still written to it.
  if (!thread) return removeMessages(message.thread)
  if (await tell(thread, message)) await markSettled(message)
}

/** The message is stored: that somebody could not be told yet is no fault of whoever wrote it, and keeps no other waiting. */
export async function settleSoon(message: SupportMessage): Promise<void> {
  if (message.settledAt) return
  try {
    await settle(message)
  } catch (error) {
    log.warn({ err: error }, 'a message to the support is told later')
  }
}
