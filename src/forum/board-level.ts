import { model, Schema, type Types } from 'mongoose'
import { isDuplicate } from '../auth/account.ts'
import { onAccountRemoved } from '../auth/account-gone.ts'
import { Kept } from '../auth/kept.ts'
import { now } from '../clock.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { changed, onChanged } from '../live/bus.ts'
import { type Level, levels } from './reading.ts'

/** How much somebody wants to hear of a board. Without a record it is normal. */
export interface BoardLevel {
  _id: Types.ObjectId
  account: Types.ObjectId
  board: Types.ObjectId
  level: Level
  at: Date
}

const mine: PersonalEntry = {
  whose: 'account',
  purpose: 'to tell you more of a board that you watch, and nothing of one that you mute',
  clause: 'N4',
  retention: 'account_profile',
  export: true,
  erasure: 'delete',
}
const record = impersonal('to find the record', 'account_profile')

const boardLevelSchema = new Schema<BoardLevel>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: record },
    account: { type: Schema.Types.ObjectId, required: true, immutable: true, personal: mine },
    board: { type: Schema.Types.ObjectId, required: true, immutable: true, personal: mine },
    level: { type: String, enum: levels, required: true, personal: mine },
    at: { type: Date, required: true, personal: mine },
  },
  { versionKey: false },
)
boardLevelSchema.index({ account: 1, board: 1 }, { unique: true })
boardLevelSchema.index({ board: 1, level: 1, account: 1 })

export const BoardLevels = model<BoardLevel>('BoardLevel', boardLevelSchema, 'boardlevels')

const kept = new Kept<ReadonlyMap<string, Level>>()

onChanged((tags) => {
  for (const tag of tags) if (tag.startsWith('board-levels:')) kept.drop(tag.slice(13))
})

/** Board id → level, of the boards that are not normal to this person; from memory where that was needed a moment ago. */
export async function boardLevelsOf(account: string): Promise<ReadonlyMap<string, Level>> {
  const known = kept.get(account)
  if (known) return known
  const mark = kept.mark()
  const rows = await BoardLevels.find({ account }, 'board level').lean()
  const found = new Map(rows.map(({ board, level }) => [String(board), level]))
  kept.put(account, found, mark)
  return found
}

/** Twice, also at once, is the same as once. */
export async function setBoardLevel(account: string, board: Types.ObjectId, level: Level): Promise<void> {
  const set = () =>
    BoardLevels.updateOne({ account, board }, { $set: { level, at: now() } }, { upsert: true })
  if (level === 'normal') await BoardLevels.deleteOne({ account, board })
  else
    await set().catch((error: unknown) => {
      if (!isDuplicate(error)) throw error
      return set()
    })
  await changed(`board-levels:${account}`)
}

onAccountRemoved(async (account) => {
  await BoardLevels.deleteMany({ account })
  await changed(`board-levels:${account}`)
})
