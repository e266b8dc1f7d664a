import { type WhyHidden, whyHidden } from '../auth/hiding.ts'
import { imagesOf, showImages } from '../media/hung.ts'
import { fillPosts } from './filling.ts'
import { type PostView, shownFields, showPost, type Tombstone, type TopicPage } from './page-of-posts.ts'
import { type Post, Posts } from './post.ts'
import type { Reached } from './reach.ts'

/** One's own post as one sees it oneself while it is hidden from others. */
export type OwnHidden = PostView & { hidden?: WhyHidden }

/**
 * What is hidden from all but its author, for the author: post id → its view. Whoever has nothing of the kind on the page
 * costs no query, and the kept page stays the same for everybody.
 */
export async function ownHidden(
  me: string,
  { topic, board }: Reached,
  page: Pick<TopicPage, 'posts' | 'authors' | 'hiddenOf'>,
): Promise<Map<string, OwnHidden>> {
  const ids = page.posts.flatMap((post, at) => {
    const isMine =
      'html' in post ? page.authors[at] === me && hasHidden(post) : page.hiddenOf.get(post.id) === me
    return isMine ? [post.id] : []
  })
  if (ids.length === 0) return new Map()
  const found: Post[] = await Posts.find({ _id: { $in: ids }, author: me }, shownFields).lean()
  const [{ htmls, people }, pictured] = await Promise.all([
    fillPosts(
      found.map((post) => post.html ?? ''),
      board,
      found.map((post) => post.author),
    ),
    imagesOf(found),
  ])
  return new Map(
    found.map((post, at) => {
      const known = page.posts.find(({ id }) => id === String(post._id))
      const author = people.get(me)
      const made =
        known && 'html' in known
          ? { ...known, images: showImages(post, pictured, me) }
          : showPost({
              topic,
              post,
              html: htmls[at] ?? '',
              author,
              pictured,
              reactions: undefined,
              reader: me,
            })
      return [
        String(post._id),
        {
          ...made,
          version: known?.version ?? made.version,
          ...(post.hiddenBy && { hidden: whyHidden(post.hiddenBy) }),
        } as OwnHidden,
      ]
    }),
  )
}

/** The same of one post that is told by itself. */
export async function ownHiddenOf(
  author: string,
  reached: Reached,
  post: PostView | Tombstone,
): Promise<OwnHidden | undefined> {
  const page = { posts: [post], authors: [author], hiddenOf: new Map([[post.id, author]]) }
  return (await ownHidden(author, reached, page)).get(post.id)
}

/** It can be read and deleted, and nothing else. */
export function hiddenFace(post: OwnHidden) {
  return { ...post, mine: true, canDelete: true, deleteHref: `/posts/${post.id}/delete` }
}

function hasHidden({ images }: PostView): boolean {
  return images.some((image) => 'removedBy' in image)
}
