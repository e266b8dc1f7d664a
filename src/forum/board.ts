import { model, Schema, type Types } from 'mongoose'
import { isUnnoted, newAct, noteActs, type StaffAct, unnotedField } from '../auth/staff-act.ts'
import { now } from '../clock.ts'
import { type Audience, audiences } from '../content/audience.ts'
import { impersonal } from '../database/personal.ts'
import { Invalid } from '../errors.ts'
import { changed } from '../live/bus.ts'

export interface Board {
  _id: Types.ObjectId
  slug: string
  name: string
  description: string
  audience: Audience
  order: number
  /** From then on everybody who could read it still can, and nobody writes in it. */
  archivedAt: Date | null
  createdAt: Date
  /** What the staff's audit log does not name yet. */
  unnoted?: StaffAct[]
}

const plain = impersonal('to sort topics and to say who can read them', 'settings', 'N8')

const boardSchema = new Schema<Board>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    slug: { type: String, required: true, personal: plain },
    name: { type: String, required: true, personal: plain },
    description: { type: String, default: '', personal: plain },
    audience: { type: String, enum: audiences, required: true, personal: plain },
    order: { type: Number, required: true, personal: plain },
    archivedAt: { type: Date, default: null, personal: plain },
    createdAt: { type: Date, default: now, personal: plain },
    unnoted: unnotedField,
  },
  { versionKey: false },
)
boardSchema.index({ slug: 1 }, { unique: true })
boardSchema.index({ 'unnoted.at': 1 }, { sparse: true })

export const Boards = model<Board>('Board', boardSchema, 'boards')

export type BoardFields = Pick<Board, 'name' | 'slug' | 'description' | 'audience' | 'order'>

const taken = () => new Invalid({ slug: 'Another board has this address already. Please choose another.' })

type By = Types.ObjectId | null

const act = (kind: string, by: By): StaffAct[] => (by ? [newAct(kind, by, now())] : [])

/** @param by nobody's where the forum comes with it. @throws Invalid where the slug is taken. */
export async function addBoard(fields: BoardFields, by: By = null): Promise<Board> {
  const unnoted = act('made', by)
  const made = await Boards.create({ ...fields, createdAt: now(), ...(by && { unnoted }) }).catch((error) => {
    throw error.code === 11000 ? taken() : error
  })
  await noteBoard(fields.slug)
  await changed('boards', 'home', 'lists')
  return made.toObject()
}

/** What is left out stays as it is. */
export type BoardChange = Partial<Omit<BoardFields, 'slug'>> & { isArchived?: boolean | undefined }

/** Its slug stays: addresses do not change. @returns false where there is no such board. */
export async function changeBoard(
  slug: string,
  { isArchived, ...fields }: BoardChange,
  by: By = null,
): Promise<boolean> {
  const found = await Boards.exists({ slug })
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  // To have it already as asked is no act.
  if (given.length > 0)
    await Boards.updateOne(
      { slug, $or: given.map(([name, value]) => ({ [name]: { $ne: value } })) },
      { $set: Object.fromEntries(given), $push: { unnoted: { $each: act('changed', by) } } },
    )
  if (isArchived !== undefined) {
    // Archiving twice keeps the first date.
    const archivedAt = isArchived ? now() : null
    await Boards.updateOne(
      { slug, archivedAt: isArchived ? null : { $ne: null } },
      {
        $set: { archivedAt },
        $push: { unnoted: { $each: act(isArchived ? 'archived' : 'reopened', by) } },
      },
    )
  }
  await noteBoard(slug)
  await changed('boards', 'home', 'lists', `board:${slug}`)
  return found !== null
}

/** As often as wanted. */
export async function noteBoard(slug: string): Promise<void> {
  const board = await Boards.findOne({ slug, ...isUnnoted }, 'unnoted').lean()
  const { unnoted = [] } = board ?? {}
  await noteActs(`board:${slug}`, unnoted)
  for (const { _id } of unnoted) await Boards.updateOne({ slug }, { $pull: { unnoted: { _id } } })
}

/** A fresh database has one open board, so that the first visitor finds a place to write. */
export async function prepareBoards(): Promise<void> {
  if (await Boards.exists({})) return
  const first = { name: 'General', description: 'Anything that is worth talking about.', audience: 'public' }
  await Boards.updateOne(
    { slug: 'general' },
    { $setOnInsert: { ...first, order: 1, createdAt: now() } },
    { upsert: true },
  )
  await changed('boards', 'home', 'lists')
}
