import { model, Schema, type Types } from 'mongoose'
import { now } from '../clock.ts'
import { impersonal } from '../database/personal.ts'
import { Invalid } from '../errors.ts'
import { changed } from '../live/bus.ts'

export const audiences = ['public', 'members', 'staff'] as const
export type Audience = (typeof audiences)[number]

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
  },
  { versionKey: false },
)
boardSchema.index({ slug: 1 }, { unique: true })

export const Boards = model<Board>('Board', boardSchema, 'boards')

export type BoardFields = Pick<Board, 'name' | 'slug' | 'description' | 'audience' | 'order'>

const taken = () => new Invalid({ slug: 'Another board has this address already. Please choose another.' })

/** @throws Invalid where the slug is taken. */
export async function addBoard(fields: BoardFields): Promise<Board> {
  const made = await Boards.create({ ...fields, createdAt: now() }).catch((error) => {
    throw error.code === 11000 ? taken() : error
  })
  await changed('boards', 'home', 'lists')
  return made.toObject()
}

/** What is left out stays as it is. */
export type BoardChange = Partial<Omit<BoardFields, 'slug'>> & { isArchived?: boolean | undefined }

/** Its slug stays: addresses do not change. @returns false where there is no such board. */
export async function changeBoard(slug: string, { isArchived, ...fields }: BoardChange): Promise<boolean> {
  const found = await Boards.findOneAndUpdate({ slug }, { $set: fields }).lean()
  if (isArchived !== undefined) {
    // Archiving twice keeps the first date.
    const archivedAt = isArchived ? now() : null
    await Boards.updateOne({ slug, archivedAt: isArchived ? null : { $ne: null } }, { $set: { archivedAt } })
  }
  await changed('boards', 'home', 'lists', `board:${slug}`)
  return found !== null
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
