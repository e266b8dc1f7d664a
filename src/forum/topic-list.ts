import type { Types } from 'mongoose'
import { type Cut, cutPage, lastAtBefore, type Place, writePlace } from './cursor.ts'
import { type Topic, Topics } from './topic.ts'

/** What a list row needs of a topic. */
export type ListedTopic = Pick<
  Topic,
  | '_id'
  | 'board'
  | 'title'
  | 'slug'
  | 'labels'
  | 'createdAt'
  | 'lastNumber'
  | 'lastAt'
  | 'lastAuthor'
  | 'pinnedAt'
  | 'closedAt'
>

export type Ids = readonly Types.ObjectId[]

/** Rows on a page. */
export const PAGE = 30

const shown = '_id board title slug labels createdAt lastNumber lastAt lastAuthor pinnedAt closedAt'
const here = { goneAt: null }

const lastAtPlace = (topic: ListedTopic) => writePlace(topic.lastAt, topic._id)

/** Newest activity first. */
export async function listLatest(boards: Ids, before: Place | undefined, size = PAGE) {
  const topics = await findByActivity({ board: { $in: boards } }, before, size + 1)
  return cutPage(topics, size, lastAtPlace)
}

/** Without those that are pinned: they stand on top of the first page, whatever their age. */
export async function listBoard(board: Types.ObjectId, before: Place | undefined): Promise<Cut<ListedTopic>> {
  const topics = await findByActivity({ board, pinnedAt: null }, before, PAGE + 1)
  return cutPage(topics, PAGE, lastAtPlace)
}

export function findByActivity(where: object, before: Place | undefined, size: number) {
  return Topics.find({ ...where, ...here, ...lastAtBefore(before) }, shown)
    .sort({ lastAt: -1, _id: -1 })
    .limit(size)
    .lean<ListedTopic[]>()
}

/** The newest pin first. More than twenty pins would push everything else off the page. */
export function listPinned(board: Types.ObjectId): Promise<ListedTopic[]> {
  return Topics.find({ board, pinnedAt: { $ne: null }, ...here }, shown)
    .sort({ pinnedAt: -1, lastAt: -1, _id: -1 })
    .limit(20)
    .lean<ListedTopic[]>()
}

/** Newest topic first: their numbers rise with time. */
export async function listNew(boards: Ids, before: number | undefined, size = PAGE) {
  const range = before === undefined ? {} : { _id: { $lt: before } }
  const topics = await Topics.find({ ...range, board: { $in: boards }, ...here }, shown)
    .sort({ _id: -1 })
    .limit(size + 1)
    .lean<ListedTopic[]>()
  return cutPage(topics, size, (topic) => String(topic._id))
}

/** Those of these topics that stand in one of the boards, by number. */
export async function findTopics(ids: readonly number[], boards: Ids): Promise<Map<number, ListedTopic>> {
  const topics = await Topics.find({ _id: { $in: ids }, board: { $in: boards }, ...here }, shown).lean<
    ListedTopic[]
  >()
  return new Map(topics.map((topic) => [topic._id, topic]))
}

/** One topic, if it stands in one of the boards. */
export async function findTopicIn(id: number, boards: Ids): Promise<ListedTopic | undefined> {
  return (await findTopics([id], boards)).get(id)
}

/** Those of these topics whose title a decision hides. */
export async function findHiddenAmong(ids: readonly number[]): Promise<Set<number>> {
  const rows = await Topics.find({ _id: { $in: ids }, hidden: { $exists: true } }, '_id').lean()
  return new Set(rows.map(({ _id }) => _id))
}
