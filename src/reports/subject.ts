import type { Account } from '../auth/account.ts'
import { findAccount } from '../auth/account.ts'
import { excerpt } from '../content/excerpt.ts'
import { NotFound } from '../errors.ts'
import { postPath, topicPath } from '../forum/paths.ts'
import { Posts } from '../forum/post.ts'
import { reachPost, reachTopic } from '../forum/reach.ts'
import { reachImage } from '../media/reach.ts'
import { loadTag } from '../media/tag.ts'
import { findMessage, findSaid } from './message-subject.ts'
import { pathOnSite } from './site-path.ts'
import { profileWords, reactionWords, tagWords, topicWords } from './subject-words.ts'

/** What can be complained about. This is the one file to touch for a new kind; `page` is any other address of the site. */
export const subjectKinds = [
  'post',
  'message',
  'topic',
  'image',
  'tag',
  'profile',
  'reactions',
  'page',
] as const
export type SubjectKind = (typeof subjectKinds)[number]

/** A thing as it stood when somebody looked at it. */
export interface Subject {
  kind: SubjectKind
  id: string
  /** Where it can be seen, as a path within the site. */
  path: string
  /** What to call it in a sentence: "post 3 in “Lime or cement”". */
  title: string
  /** From 1; see `version.ts` for what does not count its versions itself. */
  revision: number
  /** Whose it is; null where it is nobody's, or theirs who left. */
  author: string | null
  /** Its words as they stood. */
  words: string
  /** Ids of its pictures. */
  images: string[]
}

/** What names a thing wherever it is complained about. */
export function subjectKey({ kind, id }: Pick<Subject, 'kind' | 'id'>): string {
  return `${kind}:${id}`
}

type Reader = Account | undefined
type Finder = (reader: Reader, parts: string[]) => Promise<Subject>

async function findPost(reader: Reader, id: string): Promise<Subject> {
  const { post, topic } = await reachPost(reader, id)
  return {
    kind: 'post',
    id,
    path: postPath(topic, post.number),
    title: `post ${post.number} in “${topic.title}”`,
    revision: post.revision,
    author: post.author && String(post.author),
    words: post.source ?? '',
    images: (post.images ?? []).map(String),
  }
}

async function findTopic(reader: Reader, id: number): Promise<Subject> {
  const { topic } = await reachTopic(reader, id)
  return {
    kind: 'topic',
    id: String(id),
    path: topicPath(topic),
    title: `the title “${topic.title}”`,
    revision: 1,
    author: topic.author && String(topic.author),
    words: topicWords(topic),
    images: [],
  }
}

async function findNumbered(reader: Reader, topic: string, number: string): Promise<Subject> {
  await reachTopic(reader, Number(topic))
  const post = await Posts.findOne({ topic: Number(topic), number: Number(number) }, '_id').lean()
  if (!post) throw new NotFound()
  return findPost(reader, String(post._id))
}

async function findImage(reader: Reader, id: string): Promise<Subject> {
  const { image, reached } = await reachImage(reader, id)
  return {
    kind: 'image',
    id,
    path: `/images/${id}`,
    title: image.alt ? `the picture “${excerpt(image.alt, 80)}”` : `a picture in ${reached.title}`,
    revision: 1,
    author: String(image.owner),
    words: image.alt,
    images: [id],
  }
}

async function findTag(reader: Reader, image: string, id: string): Promise<Subject> {
  await reachImage(reader, image)
  const tag = await loadTag(image, id)
  // Before it is accepted only two people know of it; whoever of them complains sees it on the picture's page.
  const knows =
    tag && (tag.state === 'accepted' || reader?._id.equals(tag.tagger) || reader?._id.equals(tag.person))
  if (!knows) throw new NotFound()
  const label = tag.label ?? 'the name of a member'
  return {
    kind: 'tag',
    id,
    path: `/images/${image}`,
    title: `the tag “${label}” on a picture`,
    revision: 1,
    author: String(tag.tagger),
    words: await tagWords(tag),
    images: [],
  }
}

async function findProfile(_reader: Reader, username: string): Promise<Subject> {
  const account = await findAccount(username)
  if (!account || account.state === 'awaiting-guardian') throw new NotFound()
  return {
    kind: 'profile',
    id: String(account._id),
    path: `/u/${account.username}`,
    title: `the profile of ${account.name}`,
    revision: 1,
    author: String(account._id),
    ...profileWords(account),
  }
}

async function findReactions(reader: Reader, id: string): Promise<Subject> {
  const { title } = await findPost(reader, id)
  return {
    kind: 'reactions',
    id,
    title: `the reactions to ${title}`,
    path: `/posts/${id}/reactions`,
    revision: 1,
    author: null, // They are other people's: whoever wrote the post has no part in it.
    words: await reactionWords(id),
    images: [],
  }
}

const finders: [RegExp, Finder][] = [
  [/^\/chat\/messages\/([0-9a-f]{24})(?:\/.*)?$/, (reader, [id = '']) => findMessage(reader, id)],
  [
    /^\/chat\/([a-z0-9-]{1,60})\/([1-9][0-9]{0,8})$/,
    (reader, [slug = '', n = '']) => findSaid(reader, slug, n),
  ],
  [/^\/posts\/([0-9a-f]{24})\/reactions$/, (reader, [id = '']) => findReactions(reader, id)],
  [/^\/posts\/([0-9a-f]{24})(?:\/.*)?$/, (reader, [id = '']) => findPost(reader, id)],
  [
    /^\/images\/([0-9a-f]{24})\/tags\/([0-9a-f]{24})$/,
    (reader, [image = '', id = '']) => findTag(reader, image, id),
  ],
  [/^\/images\/([0-9a-f]{24})(?:\/.*)?$/, (reader, [id = '']) => findImage(reader, id)],
  [
    /^\/t\/[^/]+\/([1-9][0-9]{0,8})\/([1-9][0-9]{0,8})$/,
    (reader, [id = '', n = '']) => findNumbered(reader, id, n),
  ],
  [/^\/t\/(?:[^/]+\/)?([1-9][0-9]{0,8})$/, (reader, [id = '']) => findTopic(reader, Number(id))],
  [/^\/u\/([\w.-]{1,40})$/, (reader, [username = '']) => findProfile(reader, username)],
]

/**
 * What stands at an address, for somebody who may read it.
 * @throws NotFound where there is nothing for this person, Gone where its author took it away
 */
export async function findSubject(reader: Reader, about: string): Promise<Subject> {
  const path = pathOnSite(about)
  if (path === undefined || path.length > 300)
    throw new NotFound('Please give an address on this site, such as /t/a-topic/7.')
  for (const [pattern, find] of finders) {
    const [, ...parts] = pattern.exec(path) ?? []
    if (parts.length > 0) return find(reader, parts)
  }
  return {
    kind: 'page',
    id: path,
    path,
    title: path === '/' ? 'the site as a whole' : `the page ${path}`,
    revision: 1,
    author: null,
    words: '',
    images: [],
  }
}
