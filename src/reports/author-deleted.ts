import type { Types } from 'mongoose'
import { Accounts } from '../auth/account.ts'
import { onWordsGone } from '../auth/words-gone.ts'
import { Messages } from '../chat/message.ts'
import { Posts } from '../forum/post.ts'
import { Topics } from '../forum/topic.ts'
import { Images } from '../media/image.ts'
import { findUndecided, noteInCase } from './case.ts'
import type { Case, CaseEntry, CaseSubject } from './case-record.ts'
import { subjectKey } from './subject.ts'

/**
 * What its author deleted while a case was about it, as entries of its history. Read from the things themselves, so that no
 * crash between the deletion and a note of it can lose it; of a tag, which leaves no trace, the note is in the history before it goes.
 */
export async function deletionsIn(found: Case): Promise<CaseEntry[]> {
  const { subjects, openedAt, closedAt } = found
  const gone = [
    ...(await postsGone(idsOf(subjects, 'post'))),
    ...(await messagesGone(idsOf(subjects, 'message'))),
    ...(await imagesGone(idsOf(subjects, 'image'))),
    ...(await topicsGone(idsOf(subjects, 'topic'))),
    ...(await profilesGone(idsOf(subjects, 'profile'))),
  ]
  const titles = new Map(subjects.map((subject) => [subjectKey(subject), subject.title]))
  // What a decision removed is destroyed after the case was closed.
  return gone.flatMap(({ key, at }) =>
    at && at >= openedAt && (!closedAt || at < closedAt)
      ? [{ at, act: 'author-deleted' as const, words: titles.get(key) ?? '' }]
      : [],
  )
}

interface Gone {
  key: string
  at: Date | null | undefined
}

function idsOf(subjects: readonly CaseSubject[], wanted: CaseSubject['kind']): string[] {
  return subjects.flatMap(({ kind, id }) => (kind === wanted ? [id] : []))
}

const keyed = (kind: CaseSubject['kind'], id: Types.ObjectId | number) => subjectKey({ kind, id: String(id) })

async function postsGone(ids: readonly string[]): Promise<Gone[]> {
  if (ids.length === 0) return []
  const gone = await Posts.find({ _id: { $in: ids }, removedBy: 'author' }, 'removedAt').lean()
  return gone.map(({ _id, removedAt }) => ({ key: keyed('post', _id), at: removedAt }))
}

async function messagesGone(ids: readonly string[]): Promise<Gone[]> {
  if (ids.length === 0) return []
  const gone = await Messages.find({ _id: { $in: ids }, removedBy: 'author' }, 'removedAt').lean()
  return gone.map(({ _id, removedAt }) => ({ key: keyed('message', _id), at: removedAt }))
}

async function imagesGone(ids: readonly string[]): Promise<Gone[]> {
  if (ids.length === 0) return []
  const gone = await Images.find({ _id: { $in: ids }, removedAt: { $ne: null } }, 'removedAt').lean()
  return gone.map(({ _id, removedAt }) => ({ key: keyed('image', _id), at: removedAt }))
}

/** A title goes with the last post under it. */
async function topicsGone(ids: readonly string[]): Promise<Gone[]> {
  if (ids.length === 0) return []
  const there = await Topics.find({ _id: { $in: ids.map(Number) }, goneAt: null }, '_id').lean()
  const standing = new Set(there.map(({ _id }) => String(_id)))
  const gone = ids.filter((id) => !standing.has(id)).map(Number)
  const lastOf = async (topic: number) =>
    Posts.findOne({ topic, removedBy: 'author' }, 'removedAt').sort({ removedAt: -1 }).lean()
  return Promise.all(gone.map(async (id) => ({ key: keyed('topic', id), at: (await lastOf(id))?.removedAt })))
}

async function profilesGone(ids: readonly string[]): Promise<Gone[]> {
  if (ids.length === 0) return []
  const emptied = await Accounts.find({ _id: { $in: ids }, emptiedAt: { $ne: null } }, 'emptiedAt').lean()
  return emptied.map(({ _id, emptiedAt }) => ({ key: keyed('profile', _id), at: emptiedAt }))
}

onWordsGone(async ({ id, isByAuthor, at }) => {
  const key = subjectKey({ kind: 'tag', id })
  const found = await findUndecided(key)
  if (!found) return
  const title = found.subjects.find((subject) => subjectKey(subject) === key)?.title ?? ''
  await noteInCase(
    found.ref,
    isByAuthor
      ? { at, act: 'author-deleted', words: title }
      : {
          at,
          act: 'note',
          words: `${title} was removed by the person in it, or by whoever shows the picture.`,
        },
  )
})
