import { Types } from 'mongoose'
import { days } from '../../clock.ts'
import { slugify } from '../../content/slug.ts'
import type { Post, Words } from '../../forum/post.ts'
import type { Topic } from '../../forum/topic.ts'
import { seededRandom } from '../random.ts'
import { drawSizes } from './sizes.ts'

export interface Wanted {
  posts: number
  topics: number
  /** Number of the first topic. */
  firstTopic: number
  authors: readonly Types.ObjectId[]
  boards: readonly Types.ObjectId[]
  words: readonly Words[]
  titles: readonly string[]
  /** Milliseconds since 1970: the newest post is written just before. */
  until: number
}

/** How many conversations go on at the same time. */
const OPEN = 60
const SPAN = days(730)

interface Growing {
  topic: Topic
  left: number
}

/**
 * The posts of two years in the order in which they were written, so that each insert goes to the end of most indexes
 * and ids rise with time. A topic comes after its last post, finished.
 */
export function* streamPosts(wanted: Wanted): Generator<{ post: Post; finished?: Topic }> {
  const random = seededRandom(wanted.firstTopic)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const sizes = drawSizes(wanted.posts, wanted.topics, random)
  const open: Growing[] = []
  let begun = 0
  let left = 0
  const start = wanted.until - SPAN
  for (let written = 0; written < wanted.posts; written++) {
    const createdAt = new Date(start + ((written + 1) / (wanted.posts + 1)) * SPAN)
    const author = pick(wanted.authors)
    let growing: Growing
    if (begun < sizes.length && open.length < OPEN) {
      growing = {
        topic: beginTopic(wanted, begun, { author, createdAt, board: pick(wanted.boards) }),
        left: sizes[begun] ?? 1,
      }
      open.push(growing)
      left += growing.left
      begun++
    } else growing = draw(open, random() * left)
    const { topic } = growing
    const number = topic.lastNumber + 1
    Object.assign(topic, { lastNumber: number, lastAt: createdAt, lastAuthor: author })
    const post = makePost(topic, pick(wanted.words))
    growing.left--
    left--
    if (growing.left > 0) yield { post }
    else {
      open.splice(open.indexOf(growing), 1)
      yield { post, finished: topic }
    }
  }
}

/** The more a topic has still to say, the likelier it is the next to speak: so all end at about the same pace. */
function draw(open: readonly Growing[], at: number): Growing {
  let rest = at
  for (const growing of open) {
    rest -= growing.left
    if (rest < 0) return growing
  }
  return open.at(-1) as Growing
}

type First = Pick<Topic, 'createdAt' | 'board'> & { author: Types.ObjectId }

function beginTopic({ firstTopic, titles }: Wanted, index: number, first: First): Topic {
  const title = `${titles[index % titles.length]} (${index + 1})`
  return {
    _id: firstTopic + index,
    ...first,
    title,
    slug: slugify(title),
    lastNumber: 0,
    lastAt: first.createdAt,
    lastAuthor: first.author,
    pinnedAt: null,
    closedAt: null,
    closedBy: null,
    goneAt: null,
    acts: [],
  }
}

function makePost(topic: Topic, words: Words): Post {
  return {
    // An id that says when it was written: the start looks at the newest hour of them.
    _id: new Types.ObjectId(Types.ObjectId.generate(Math.floor(topic.lastAt.getTime() / 1000))),
    topic: topic._id,
    number: topic.lastNumber,
    board: topic.board,
    author: topic.lastAuthor,
    ...(topic.lastNumber === 1 && { title: topic.title }),
    ...words,
    revision: 1,
    replyTo: null,
    createdAt: topic.lastAt,
    editedAt: null,
    removedAt: null,
    removedBy: null,
    hiddenBy: null,
  }
}
