import { parseArgs } from 'node:util'
// Every model, so that each keeps its indexes.
import '../app.ts'
import { joinDatabase } from '../database/connect.ts'
import { laterDone } from '../live/later.ts'
import { connectRedis } from '../live/redis.ts'
import { type Load, loadForum } from './load/load.ts'
import { loadPassword } from './load/people.ts'

/** `npm run seed -- --posts 1000000`: very many posts, for load tests. */
const usage = `npm run seed -- --posts N [--topics N] [--members N] [--boards N]

Adds to the forum of DATA_DIR (or MONGODB_URI), whether it runs or not, and takes nothing away: run it twice and
there is twice as much. Meant for load tests; a forum with people in it has no use for it.`

const say = (text: string) => process.stdout.write(`${text}\n`)

function giveUp(why: string): never {
  process.stderr.write(`${why}\n\n${usage}\n`)
  process.exit(64)
}

function readNumber(name: string, text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > 100_000_000)
    giveUp(`--${name} needs a whole number.`)
  return number
}

function readLoad(): Load {
  const text = { type: 'string' } as const
  try {
    const { values } = parseArgs({
      options: { posts: text, topics: text, members: text, boards: text, help: { type: 'boolean' } },
    })
    if (values.help || !values.posts) giveUp(values.help ? '' : '--posts is missing.')
    const posts = readNumber('posts', values.posts)
    const topics = readNumber('topics', values.topics ?? String(Math.ceil(posts / 25)))
    if (topics > posts) giveUp('Each topic has a post at least: --topics is more than --posts.')
    const members = readNumber('members', values.members ?? '2000')
    return { posts, topics, members, boards: readNumber('boards', values.boards ?? '20') }
  } catch (error) {
    giveUp((error as Error).message)
  }
}

const load = readLoad()
try {
  const database = await joinDatabase()
  say(database.describe)
  const leaveRedis = await connectRedis()
  await loadForum(load, say)
  await laterDone()
  await leaveRedis()
  await database.close()
  say(`Added ${load.posts} posts in ${load.topics} topics. Every new member's password is: ${loadPassword}`)
  say('A forum that runs on this data without REDIS_URL shows the new boards after its next start.')
  process.exit(0)
} catch (error) {
  process.stderr.write(`\n${(error as Error).message}\n`)
  process.exit(1)
}
