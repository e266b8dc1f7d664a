import { model, Types } from 'mongoose'
import { type Account, isDuplicate } from '../auth/account.ts'
import { isAmong } from '../auth/policy.ts'
import { isUnnoted, newAct, noteActs } from '../auth/staff-act.ts'
import { now } from '../clock.ts'
import { type Audience, audiences } from '../content/audience.ts'
import { Gone, NotFound } from '../errors.ts'
import { changed } from '../live/bus.ts'
import { type Announcement, announcementSchema } from './announcement-record.ts'

export type { Announcement } from './announcement-record.ts'

export const Announcements = model<Announcement>('Announcement', announcementSchema, 'announcements')

type AnnouncementFields = Pick<Announcement, 'title' | 'text' | 'audience' | 'clientId'>

export const MOST_TITLE = 120
export const MOST_TEXT = 5000

/** Tag of `changed()` for the list, and for each. */
export const TAG = 'announcements'

export const announcementPath = ({ _id }: Pick<Announcement, '_id'>) => `/announcements/${_id}`

/** Whom it is for is told afterwards: `tellOfAnnouncement`. @returns the one stored before, where the form comes twice */
export async function announce(fields: AnnouncementFields, by: Types.ObjectId): Promise<Announcement> {
  const at = now()
  const unnoted = [newAct('made', by, at)]
  const made = await Announcements.create({ ...fields, at, isUntold: true as const, unnoted }).catch(
    async (error: unknown) => {
      const known = await Announcements.findOne({ clientId: fields.clientId })
      if (!isDuplicate(error) || !known) throw error
      return known
    },
  )
  await noteAnnouncements()
  await changed(TAG)
  return made.toObject()
}

/** Its words go for good, and out of every bell. @returns false where there is none, or no longer */
export async function withdrawAnnouncement(id: string, by: Types.ObjectId): Promise<boolean> {
  const { matchedCount } = await Announcements.updateOne(
    { _id: id, withdrawnAt: null },
    {
      $set: { withdrawnAt: now(), title: '', text: '', isUntold: true },
      $push: { unnoted: newAct('withdrawn', by, now()) },
    },
  )
  await noteAnnouncements()
  await changed(TAG)
  return matchedCount > 0
}

/** Writes into the audit log what it does not name yet; as often as wanted. */
export async function noteAnnouncements(): Promise<void> {
  for (const { _id, unnoted = [] } of await Announcements.find(isUnnoted, 'unnoted').lean()) {
    await noteActs(`announcement:${_id}`, unnoted)
    for (const act of unnoted)
      await Announcements.updateOne({ _id }, { $pull: { unnoted: { _id: act._id } } })
  }
}

/** From here on a start after a crash goes on after this account. */
export async function markToldUpTo(id: Types.ObjectId, account: Types.ObjectId): Promise<void> {
  await Announcements.updateOne({ _id: id }, { $set: { toldUpTo: account } })
}

/** @param as it stood when it was told: whoever withdrew it meanwhile has it told again */
export async function endAnnouncing(
  id: Types.ObjectId,
  as: Pick<Announcement, 'withdrawnAt'>,
): Promise<void> {
  await Announcements.updateOne({ _id: id, withdrawnAt: as.withdrawnAt }, { $unset: { isUntold: 1 } })
}

export type Reader = Pick<Account, 'role' | 'state' | 'confirmedAt' | 'sanctions'> | undefined

const readable = (reader: Reader): Audience[] => audiences.filter((audience) => isAmong(reader, audience))

/** Newest first, of those this reader may read; one more than `size` where there are more. */
export function listAnnouncements(
  reader: Reader,
  before: string | undefined,
  size: number,
): Promise<Announcement[]> {
  const range = before ? { _id: { $lt: new Types.ObjectId(before) } } : {}
  return Announcements.find({ ...range, withdrawnAt: null, audience: { $in: readable(reader) } })
    .sort({ _id: -1 })
    .limit(size + 1)
    .lean()
}

/** @throws NotFound where it is not for this reader; Gone where it was withdrawn */
export async function readAnnouncement(reader: Reader, id: string): Promise<Announcement> {
  const found = await Announcements.findById(id).lean()
  if (!found || !isAmong(reader, found.audience)) throw new NotFound()
  if (found.withdrawnAt) throw new Gone('This announcement was withdrawn by those who run the forum.')
  return found
}
