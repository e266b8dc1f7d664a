import { loadAccount } from '../auth/account.ts'
import { now } from '../clock.ts'
import { mailLink } from './letters.ts'
import { type Thread, Threads } from './thread.ts'

/** The address that a conversation belongs to. One that nobody has proven may be a stranger's. */
async function addressOf({ account, email }: Thread): Promise<string> {
  if (!account) return email
  const owner = await loadAccount(String(account))
  return owner?.confirmedAt ? owner.email : ''
}

/** Mails the way back, where the reference and the address go together. */
export async function askForLink(ref: string, email: string): Promise<void> {
  const wanted = ref.toUpperCase()
  if (!/^T-[0-9]{4,12}$/.test(wanted)) return
  const thread = await Threads.findOne({ ref: wanted, deleteAt: { $gt: now() } }).lean()
  if (!thread) return
  const to = await addressOf(thread)
  if (to !== '' && to.toLowerCase() === email.toLowerCase()) await mailLink(thread, to)
}
