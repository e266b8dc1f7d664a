import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { type Difference, diffWords } from '../content/diff.ts'
import { Forbidden, NotFound } from '../errors.ts'
import { changed, publish } from '../live/bus.ts'
import { doLater } from '../live/later.ts'
import { fillPosts } from './filling.ts'
import { postPath } from './paths.ts'
import { type Actor, isAuthor } from './policy.ts'
import { reachPost } from './reach.ts'
import { deleteRevision, Revisions } from './revision.ts'

/** Older ones can be opened by their number. */
const MOST_LISTED = 200

/**
 * The versions of a post, newest first, and what changed from the one before to `chosen` (the newest, unless named).
 * @throws NotFound where this version was deleted or never was
 */
export async function showRevisions(actor: Actor, id: string, chosen?: number) {
  const { post, topic, board } = await reachPost(actor, id)
  const number = chosen ?? post.revision
  const older = await Revisions.find({ post: post._id, revision: { $lt: post.revision } }, 'revision at')
    .sort({ revision: -1 })
    .limit(MOST_LISTED)
    .lean()
  const all = [{ revision: post.revision, at: post.editedAt ?? post.createdAt }, ...older]
  const after = number === post.revision ? post.source : await sourceOf(post._id, number)
  if (after === undefined) throw new NotFound()
  const before = await sourceBefore(post._id, number)
  const { people, tags } = await fillPosts([], board, [post.author])
  const author = people.get(String(post.author))
  const path = `/posts/${id}/revisions`
  const mine = isAuthor(actor, post)
  return {
    board,
    tags: [...tags, `post:${id}`, `topic-facts:${topic._id}`, 'boards'],
    model: {
      id,
      number: post.number,
      topic: { id: String(topic._id), title: topic.title, href: postPath(topic, post.number) },
      author: author ? { username: author.username, name: author.name } : null,
      revision: number,
      comparedWith: before?.revision ?? null,
      isSameWords: before?.source === after,
      parts: marked(diffWords(before?.source ?? '', after)),
      revisions: all.map(({ revision, at }) => ({
        revision,
        at,
        href: `${path}/${revision}`,
        isChosen: revision === number,
        ...(mine && revision !== post.revision && { deleteAction: `${path}/${revision}?_method=DELETE` }),
      })),
    },
  }
}

async function sourceOf(post: Types.ObjectId, revision: number): Promise<string | undefined> {
  return (await Revisions.findOne({ post, revision }, 'source').lean())?.source
}

function sourceBefore(post: Types.ObjectId, revision: number) {
  return Revisions.findOne({ post, revision: { $lt: revision } }, 'revision source')
    .sort({ revision: -1 })
    .lean()
}

/** As the template wants it: Handlebars only asks whether something is so. */
function marked(parts: Difference[]) {
  return parts.map(({ kind, text }) => ({ text, isAdded: kind === 'added', isRemoved: kind === 'removed' }))
}

/** An earlier version of one's own words, for good. @throws NotFound, Gone, Forbidden */
export async function removeRevision(author: Account, id: string, number: number): Promise<string> {
  const { post } = await reachPost(author, id)
  if (!isAuthor(author, post))
    throw new Forbidden('Only the person who wrote a post can delete a version of it.')
  if (number >= post.revision || !(await deleteRevision(post._id, number))) throw new NotFound()
  await changed(`post:${id}`, `topic:${post.topic}`)
  const { topic, number: at } = post
  // Others may quote it.
  doLater('post:removed', () => publish(`topic:${topic}`, 'post:removed', { topic, post: id, number: at }))
  return `/posts/${id}/revisions`
}
