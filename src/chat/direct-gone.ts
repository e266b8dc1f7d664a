import { Types } from 'mongoose'
import { onAccountRemoved } from '../auth/account-gone.ts'
import { dropDraftsFor } from '../drafts/draft.ts'
import { type DirectRoom, DirectRooms, dropDirect, leaveDirect } from './direct.ts'
import { clearMessage, dropMessagesIn, Messages } from './message.ts'
import { firstDraftKey } from './paths.ts'
import { finishRemoval } from './removal.ts'

/**
 * Whoever leaves takes their own words along, and nobody else's; a conversation in which nothing is left goes
 * with its tombstones. The leaving comes last: what a killed process left undone is found again.
 */
async function leaveAll(account: Types.ObjectId): Promise<void> {
  for (const direct of await DirectRooms.find({ members: account }).lean<DirectRoom[]>()) {
    const { _id: room } = direct
    for (const message of await Messages.find({ room, author: account }, 'room seq').lean()) {
      await clearMessage(message._id, account)
      await finishRemoval(message)
    }
    // What the other one said stays theirs, also where it was never answered.
    const isEmpty = !(await Messages.exists({ room, author: { $ne: null } }))
    if (isEmpty) {
      await dropMessagesIn(room)
      await dropDirect(room)
    } else await leaveDirect(room, account)
  }
  await dropDraftsFor(firstDraftKey(account))
}

onAccountRemoved((account) => leaveAll(new Types.ObjectId(account)))
