import type { Account } from '../../src/auth/account.ts'
import { answer, writeNote } from '../../src/support/answering.ts'
import { beginThread } from '../../src/support/conversation.ts'
import { talkAddress } from '../../src/support/link.ts'

/** Addresses of conversations with the support. */
export interface Talked {
  asked: string
  own: string
  desk: string
}

const words = `Where do I find the letters of 1870?

I looked at https://example.org/a/very/long/address/${'x'.repeat(80)} and my card is 4111 1111 1111 1111.`

export async function talk(member: Account, admin: Account): Promise<Talked> {
  const none = { name: '', email: '', subject: '' }
  const asked = await beginThread(undefined, {
    channel: 'form',
    name: 'Ann Example',
    email: 'ann-asks@example.org',
    subject: `Letters ${'long'.repeat(20)}`,
    text: words,
  })
  await answer(admin, asked.thread.ref, 'In the archive, and not on this page.')
  await writeNote(admin, asked.thread.ref, 'She called, too.')
  const own = await beginThread(member, { ...none, channel: 'chat', text: 'Where are my bookmarks?' })
  return {
    asked: talkAddress(asked.thread.ref, asked.secret),
    own: talkAddress(own.thread.ref),
    desk: `/support/${asked.thread.ref}`,
  }
}
