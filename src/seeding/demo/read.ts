import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Role, roles } from '../../auth/account.ts'
import { type Audience, audiences } from '../../content/audience.ts'
import type { BoardFields } from '../../forum/board.ts'
import { type Block, need, parseBlocks, parseTopics, type WrittenTopic } from './parse.ts'

export interface WrittenMember {
  username: string
  name: string
  bio: string
  role: Role
  joinedDaysAgo: number
  /** Name of a picture. */
  face?: string
}

export interface Script {
  boards: BoardFields[]
  members: WrittenMember[]
  topics: WrittenTopic[]
}

const here = import.meta.dirname
const read = (...path: string[]) => readFileSync(join(here, ...path), 'utf8')

/** Everything the demo says, from the text files beside this one. @throws where a file is not well written */
export function readScript(): Script {
  const files = readdirSync(join(here, 'topics')).filter((name) => name.endsWith('.txt'))
  return {
    boards: parseBlocks(read('boards.txt')).map(readBoard),
    members: parseBlocks(read('members.txt')).map(readMember),
    topics: files.sort().flatMap((name) => parseTopics(read('topics', name))),
  }
}

function oneOf<T extends string>(allowed: readonly T[], word: string): T {
  const found = allowed.find((one) => one === word)
  if (!found) throw new Error(`"${word}" is none of ${allowed.join(', ')}.`)
  return found
}

function readBoard(block: Block, index: number): BoardFields {
  return {
    name: block.title,
    slug: need(block, 'slug'),
    description: block.body,
    audience: oneOf<Audience>(audiences, block.fields.get('audience') ?? 'public'),
    order: index + 1,
  }
}

function readMember(block: Block): WrittenMember {
  const face = block.fields.get('face')
  return {
    username: block.title,
    name: need(block, 'name'),
    bio: block.body,
    role: oneOf<Role>(roles, block.fields.get('role') ?? 'member'),
    joinedDaysAgo: Number(need(block, 'joined')),
    ...(face && { face }),
  }
}
