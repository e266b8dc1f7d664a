import type { Account } from '../auth/account.ts'
import { shownPerson } from '../auth/people.ts'
import { whyNotPost } from '../auth/policy.ts'
import { excerpt } from '../content/excerpt.ts'
import { Forbidden } from '../errors.ts'
import { imagesOf, showImages } from '../media/hung.ts'
import type { Begun } from './beginning.ts'
import type { Board } from './board.ts'
import { boardView } from './boards.view.ts'
import { editComposer } from './composer.view.ts'
import { fillPosts } from './filling.ts'
import { showLabels } from './labels.ts'
import { shownEdit } from './page-of-posts.ts'
import { postPath, topicPath } from './paths.ts'
import { type Actor, canDelete, canEdit, isAuthor } from './policy.ts'
import { type Post, Posts } from './post.ts'
import { type Reached, reachOwn, reachPost } from './reach.ts'
import { countsOf } from './reacting.ts'

interface PlacedPost {
  post: Post
  topic: { _id: number; slug: string }
  board: Board
}

const headOf = ({ topic, board }: Reached) => ({
  topic: { id: String(topic._id), title: topic.title, href: topicPath(topic) },
  board: boardView(board),
})

/** One post as JSON clients get it. */
export async function postModel({ post, topic, board }: PlacedPost) {
  const [{ htmls, people }, reactions] = await Promise.all([
    fillPosts([post.html ?? ''], board, [post.author]),
    countsOf(post),
  ])
  const author = people.get(String(post.author))
  return {
    id: String(post._id),
    topic: String(post.topic),
    number: post.number,
    author: shownPerson(author),
    html: htmls[0] ?? '',
    createdAt: post.createdAt,
    editedAt: shownEdit(post),
    revision: post.revision,
    images: showImages(post, await imagesOf([post])),
    replyTo: post.replyTo,
    reactions,
    permalink: postPath(topic, post.number),
  }
}

/** A topic that has just begun, as its page's JSON has it. */
export async function newTopicModel(begun: Begun) {
  const { topic, board } = begun
  return {
    id: String(topic._id),
    slug: topic.slug,
    title: topic.title,
    labels: showLabels(topic),
    board: boardView(board),
    posts: [await postModel(begun)],
    previous: null,
    next: null,
  }
}

/** Where a post stands. @throws NotFound, Gone */
export async function placePost(actor: Actor, id: string) {
  const reached = await reachPost(actor, id)
  return { address: postPath(reached.topic, reached.post.number), model: await postModel(reached) }
}

/** @throws Forbidden for everybody but the author, whatever their role (N9) */
export async function editForm(actor: Account, id: string) {
  const reached = await reachPost(actor, id)
  const { post, topic, board } = reached
  if (!isAuthor(actor, post)) throw new Forbidden('Only the person who wrote a post can change it.')
  if (!canEdit(actor, post, board))
    throw new Forbidden(
      whyNotPost(actor) ??
        'This board is archived: nothing in it is changed any more. You can still delete your post.',
    )
  return {
    ...headOf(reached),
    id,
    number: post.number,
    revision: post.revision,
    source: post.source ?? '',
    composer: await editComposer(actor, post, board),
    // Also what was mended too soon to be marked, so that its author finds it.
    ...(post.revision > 1 && { revisionsHref: `/posts/${id}/revisions` }),
    ...(post.number === 1 && isAuthor(actor, topic) && { retitleHref: `/t/${topic._id}/edit` }),
  }
}

/** What will happen, before it does. */
export async function removalForm(actor: Account, id: string) {
  const reached = await reachOwn(actor, id)
  const { post, topic, isClosed } = reached
  if (!canDelete(actor, post)) throw new Forbidden('Only the person who wrote a post can delete it.')
  const others = await Posts.exists({
    topic: post.topic,
    _id: { $ne: post._id },
    removedBy: { $ne: 'author' },
  })
  return {
    ...(!isClosed && headOf(reached)),
    id,
    number: post.number,
    excerpt: excerpt(post.text ?? '', 300),
    isFirst: post.number === 1,
    isClosed,
    /** No other post is left, so the topic and its title go as well. */
    takesTopic: others === null,
    back: isClosed ? '/' : postPath(topic, post.number),
  }
}
