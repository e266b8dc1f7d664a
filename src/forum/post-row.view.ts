import { findPeople } from '../auth/people.ts'
import { allBoards } from './board-list.ts'
import { boardPath, postPath } from './paths.ts'
import type { Post } from './post.ts'
import { findTopics, type Ids } from './topic-list.ts'
import { shownPerson } from './topic-row.view.ts'

export type ListedPost = Pick<Post, '_id' | 'topic' | 'number' | 'board' | 'author' | 'createdAt'>

/** A post in a list: where it stands, who wrote it and when. */
export interface PostRow {
  id: string
  number: number
  href: string
  topic: { id: string; title: string }
  board: { slug: string; name: string; href: string } | null
  author: { username: string; name: string } | null
  createdAt: Date
}

/** What a row needs of a post; `text` is what excerpts are cut from. */
export const postRowFields = 'topic number board author createdAt text'

/**
 * Posts of topics that do not stand in one of the boards are left out: the topic may be gone, or just be moved.
 * One look-up for all topics, one for all people.
 */
export async function postRows<T extends ListedPost>(
  posts: readonly T[],
  boards: Ids,
): Promise<{ row: PostRow; post: T }[]> {
  const authors = posts.flatMap((post) => (post.author ? [String(post.author)] : []))
  const topicIds = [...new Set(posts.map((post) => post.topic))]
  const [topics, people, all] = await Promise.all([
    findTopics(topicIds, boards),
    findPeople(authors),
    allBoards(),
  ])
  return posts.flatMap((post) => {
    const topic = topics.get(post.topic)
    if (!topic) return []
    const board = all.find((one) => one._id.equals(topic.board))
    const row = {
      id: String(post._id),
      number: post.number,
      href: postPath(topic, post.number),
      topic: { id: String(topic._id), title: topic.title },
      board: board ? { slug: board.slug, name: board.name, href: boardPath(board) } : null,
      author: shownPerson(people.get(String(post.author))),
      createdAt: post.createdAt,
    }
    return [{ row, post }]
  })
}
