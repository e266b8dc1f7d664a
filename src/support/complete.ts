import { onAccountRemoved } from '../auth/account-gone.ts'
import { onRoleChanged } from '../auth/role-change.ts'
import { isUnnoted } from '../auth/staff-act.ts'
import { minutes, nowMs } from '../clock.ts'
import { forgetNotifications } from '../notifications/notification.ts'
import { standUp } from './desk.ts'
import { detachMessages, findUnsettled, removeMessages } from './message.ts'
import { detachNotes, removeNotes } from './note.ts'
import { sayChanged } from './publishing.ts'
import { forgetDeskNews, settleSoon } from './telling.ts'
import { detachThreads, findSpent, noteThread, releaseAllOf, removeThread, Threads } from './thread.ts'

/** What a crash left undone, and what waited for somebody to close their page. As often as wanted. */
export async function completeTalks(before = new Date(nowMs() - minutes(1))): Promise<void> {
  for (const message of await findUnsettled(before)) await settleSoon(message)
  for (const { ref } of await Threads.find({ 'unnoted.at': isUnnoted['unnoted.at'] }, 'ref').lean())
    await noteThread(ref)
}

/** N29: the conversation itself goes last, so that a run which is cut short leaves nothing behind for ever. */
export async function endTalks(): Promise<void> {
  for (const { _id, ref } of await findSpent()) {
    await removeMessages(_id)
    await removeNotes(_id)
    await forgetNotifications(`support:${ref}`)
    await removeThread(_id)
  }
}

onAccountRemoved(async (account) => {
  await detachThreads(account)
  await detachMessages(account)
  await detachNotes(account)
  await standUp(account)
})

/** Whoever is no staff any more keeps nothing of the desk: no conversation, and no line about one under their bell. */
onRoleChanged(async ({ account, to }) => {
  if (to === 'moderator' || to === 'admin') return
  await forgetDeskNews(account)
  for (const ref of await releaseAllOf(account)) await sayChanged({ ref })
  await standUp(account)
})
