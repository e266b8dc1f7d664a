import type { Account } from '../../auth/account.ts'
import { moveClock, nowMs, resetClock } from '../../clock.ts'
import { addTopic } from '../../forum/beginning.ts'
import { addBoard } from '../../forum/board.ts'
import { editPost } from '../../forum/edit.ts'
import { keepPictures, type Pictures, readPictures } from '../../forum/pictures.ts'
import type { Post } from '../../forum/post.ts'
import { flushReadings } from '../../forum/reading.ts'
import { removePost } from '../../forum/removal.ts'
import { addPost } from '../../forum/reply.ts'
import { closeTopic, pinTopic } from '../../forum/stewardship.ts'
import { flushTails } from '../../forum/topic-tails.ts'
import { laterDone } from '../../live/later.ts'
import { answerTown, labelsOf } from './answers.ts'
import { talkInTown } from './chat.ts'
import type { WrittenPost, WrittenTopic } from './parse.ts'
import { makeMembers } from './people.ts'
import { openPictureFiles, type PictureFiles } from './picture-files.ts'
import { type Happening, planHappenings } from './plan.ts'
import { writeQuotes } from './quoting.ts'
import type { Script } from './read.ts'

/** A topic while the demo grows. */
interface Growing {
  id: number
  posts: string[]
  /** Each post's HTML, oldest revision first. */
  versions: string[][]
}

interface Town {
  members: Map<string, Account>
  topics: Map<WrittenTopic, Growing>
  files: PictureFiles
}

export interface Made {
  boards: number
  members: number
  topics: number
  posts: number
}

/** Plays the script in its own time, through the same verbs that people's clicks reach. The clock is right afterwards. */
export async function makeDemo(script: Script): Promise<Made> {
  for (const board of script.boards) await addBoard(board)
  const files = await openPictureFiles()
  const town: Town = { members: new Map(), topics: new Map(), files }
  try {
    town.members = await makeMembers(script.members, files)
    for (const happening of planHappenings(script.topics, nowMs())) {
      moveClock(happening.at - nowMs())
      await happen(town, happening)
    }
    resetClock()
    await talkInTown(town.members, files)
    resetClock()
    await answerTown(town.members, town.topics)
    await laterDone()
    await flushTails()
    await flushReadings()
  } finally {
    resetClock()
    await files.remove()
  }
  const posts = script.topics.reduce((sum, topic) => sum + topic.posts.length, 0)
  return { boards: script.boards.length, members: town.members.size, topics: script.topics.length, posts }
}

async function happen(town: Town, { what, topic, number, version }: Happening): Promise<void> {
  if (what === 'pin') await pinTopic(who(town, topic.pinnedBy), idOf(town, topic), true)
  else if (what === 'close') await closeTopic(who(town, topic.closedBy), idOf(town, topic), true)
  else {
    const post = topic.posts[number - 1]
    if (!post) throw new Error(`"${topic.title}" has no post ${number}.`)
    const author = who(town, post.author)
    if (what === 'remove') await removePost(author, postOf(town, topic, number))
    else await write({ town, topic, number, post, author, version })
  }
}

interface Writing {
  town: Town
  topic: WrittenTopic
  number: number
  post: WrittenPost
  author: Account
  version: number
}

async function write({ town, topic, number, post, author, version }: Writing): Promise<void> {
  const words = post.versions[version] ?? ''
  const growing = town.topics.get(topic)
  if (!growing) {
    const pictures = await takePictures(town, author, `new:${topic.board}`, post.pictures)
    const begun = await addTopic(author, topic.board, {
      title: topic.title,
      labels: labelsOf(topic),
      body: words,
      ...pictures,
    })
    town.topics.set(topic, {
      id: begun.topic._id,
      posts: [String(begun.post._id)],
      versions: [[htmlOf(begun.post)]],
    })
    return
  }
  const body = writeQuotes(words, growing.id, growing.versions)
  if (version > 0) {
    const edited = await editPost(author, postOf(town, topic, number), { body })
    growing.versions[number - 1]?.push(htmlOf(edited.post))
    return
  }
  const pictures = await takePictures(town, author, `reply:${growing.id}`, post.pictures)
  const added = await addPost(author, growing.id, { body, replyTo: post.replyTo, ...pictures })
  if (added.post.number !== number) throw new Error(`"${topic.title}": post ${number} got another number.`)
  growing.posts.push(String(added.post._id))
  growing.versions.push([htmlOf(added.post)])
}

/** The author's pictures, made and kept with the draft as if they had come with its form. */
async function takePictures(
  town: Town,
  author: Account,
  draft: string,
  names: readonly string[],
): Promise<{ pictures?: Pictures }> {
  if (names.length === 0) return {}
  const files = await Promise.all(names.map((name) => town.files.file(name)))
  // What follows the post before would take these away with its draft.
  await laterDone()
  const form = readPictures({ imageAlt: files.map(({ alt }) => alt) }, files)
  return { pictures: await keepPictures(author, draft, form) }
}

function htmlOf(post: Post): string {
  return post.html ?? ''
}

function who(town: Town, username = ''): Account {
  const account = town.members.get(username)
  if (!account) throw new Error(`Nobody in the demo is called "${username}".`)
  return account
}

function idOf(town: Town, topic: WrittenTopic): number {
  return town.topics.get(topic)?.id ?? 0
}

function postOf(town: Town, topic: WrittenTopic, number: number): string {
  return town.topics.get(topic)?.posts[number - 1] ?? ''
}
