import type { Types } from 'mongoose'
import { countDescribed as countDescribedMessage } from '../chat/describing.ts'
import { Messages } from '../chat/message.ts'
import { MessageRevisions } from '../chat/message-revision.ts'
import { countDescribed } from '../forum/describing.ts'
import { Posts } from '../forum/post.ts'
import { Revisions } from '../forum/revision.ts'
import type { SubjectKind } from './subject.ts'

/** What counts its versions itself, as far as a version goes. */
export interface Version {
  _id: Types.ObjectId
  revision: number
  /** Absent once its author removed it. */
  source?: string
  images?: Types.ObjectId[]
}

interface Versioned {
  /** As they stand, whoever may read them. */
  load(ids: readonly string[]): Promise<Version[]>
  /** What it said before. */
  olderWords(id: string, revision: number): Promise<string | undefined>
  /** What its pictures show was said otherwise: that is another version. */
  countDescribed(id: string): Promise<void>
}

const versioned = {
  post: {
    load: (ids) => Posts.find({ _id: { $in: ids } }, 'revision source images').lean(),
    olderWords: async (post, revision) =>
      (await Revisions.findOne({ post, revision }, 'source').lean())?.source,
    countDescribed,
  },
  message: {
    load: (ids) => Messages.find({ _id: { $in: ids } }, 'revision source images').lean(),
    olderWords: async (message, revision) =>
      (await MessageRevisions.findOne({ message, revision }, 'source').lean())?.source,
    countDescribed: countDescribedMessage,
  },
} satisfies Record<string, Versioned>

export type VersionedKind = keyof typeof versioned
export const versionedKinds = Object.keys(versioned) as VersionedKind[]

export function isVersioned(kind: SubjectKind): kind is VersionedKind {
  return Object.hasOwn(versioned, kind)
}

export function versionsOf(kind: VersionedKind): Versioned {
  return versioned[kind]
}
