import type { Model } from 'mongoose'
import { nowMs } from '../../clock.ts'
import { buildIndexes, dropIndex } from '../../database/indexes.ts'
import { takeNumbers } from '../../database/numbers.ts'
import { insertPosts, type Post, Posts } from '../../forum/post.ts'
import { insertTopics, type Topic } from '../../forum/topic.ts'
import { changed } from '../../live/bus.ts'
import { makeLoadBoards, makeLoadMembers } from './people.ts'
import { streamPosts } from './stream.ts'
import { renderPool } from './texts.ts'

export interface Load {
  posts: number
  topics: number
  members: number
  boards: number
}

export type Say = (text: string) => void

const BATCH = 1000
/** Batches on their way at once: one is written while the next ones are made. */
const FLIGHTS = 3
const SPEAK_EVERY = 3_000
/** Below it the text index is kept up post by post; making it anew would take longer on a big forum. */
const WORTH_REBUILDING = 20_000

/** Adds so much to what is there, past the rules and past the pages. @param rebuild the text index, whatever the size */
export async function loadForum(
  load: Load,
  say: Say,
  rebuild = load.posts >= WORTH_REBUILDING,
): Promise<void> {
  const run = nowMs().toString(36)
  const { words, titles } = renderPool()
  say(`Making ${load.members} members and ${load.boards} boards …`)
  const authors = await makeLoadMembers(run, load.members)
  const boards = await makeLoadBoards(run, load.boards)
  const firstTopic = await takeNumbers('topic', load.topics)
  if (rebuild) await dropIndex(Posts as unknown as Model<never>, 'words')
  const wanted = { ...load, firstTopic, authors, boards, words, titles, until: nowMs() }
  await write(streamPosts(wanted), load.posts, say)
  if (rebuild) say('Building the text index; the search answers again when it is there …')
  const began = performance.now()
  await buildIndexes()
  if (rebuild) say(`Built in ${Math.round((performance.now() - began) / 1000)} seconds.`)
  await changed('boards', 'home', 'lists', ...boards.map((_, at) => `board:load-${run}-${at + 1}`))
}

async function write(stream: ReturnType<typeof streamPosts>, all: number, say: Say): Promise<void> {
  const progress = tellProgress(all, say)
  const posts = batches<Post>(async (batch) => {
    await insertPosts(batch)
    progress(batch.length)
  })
  const topics = batches<Topic>(insertTopics)
  for (const { post, finished } of stream) {
    await posts.add(post)
    if (finished) await topics.add(finished)
  }
  await posts.end()
  await topics.end()
}

/** Collects into batches and lets a few of them be under way. */
function batches<T>(send: (batch: readonly T[]) => Promise<void>) {
  let batch: T[] = []
  const flights = new Set<Promise<void>>()
  const fly = () => {
    const flight = send(batch).finally(() => flights.delete(flight))
    // Whoever waits next hears of a failure; until then it is not "unhandled".
    flight.catch(() => undefined)
    flights.add(flight)
    batch = []
  }
  return {
    async add(item: T): Promise<void> {
      batch.push(item)
      if (batch.length < BATCH) return
      fly()
      while (flights.size >= FLIGHTS) await Promise.race(flights)
    },
    async end(): Promise<void> {
      if (batch.length > 0) fly()
      await Promise.all(flights)
    },
  }
}

function tellProgress(all: number, say: Say): (count: number) => void {
  const began = performance.now()
  let done = 0
  let spoke = began
  return (count) => {
    done += count
    const now = performance.now()
    if (done < all && now - spoke < SPEAK_EVERY) return
    spoke = now
    const rate = Math.round(done / ((now - began) / 1000))
    say(
      `${done.toLocaleString('en-GB')} of ${all.toLocaleString('en-GB')} posts, ${rate.toLocaleString('en-GB')} a second`,
    )
  }
}
