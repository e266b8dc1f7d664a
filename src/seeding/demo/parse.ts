/**
 * The plain format of the demo's conversations, so that they can be written and read as conversations:
 *
 *     == Title of a topic
 *     board: gardens
 *     began: 96 19:40          days ago, and the time of day
 *     over: 4                  days from the first post to the last
 *     pinned: claire_v         who did it; `closed:` likewise
 *
 *     -- maureen               a post by her; `re 2` answers post 2, `removed` is taken back later
 *     Words in Markdown.
 *     >> 2: exactly these words     a quote from post 2 of the same topic
 *     !! plot-plan                  a picture under the words, by its name in pictures.ts
 *     ~~                       what follows replaces the words above: an edit
 */
export interface WrittenPost {
  author: string
  /** The first version, and one more for each edit. */
  versions: string[]
  replyTo?: number
  isRemoved: boolean
  /** Names of pictures. */
  pictures: string[]
}

export interface WrittenTopic {
  title: string
  board: string
  daysAgo: number
  /** Minutes after midnight. */
  minute: number
  days: number
  pinnedBy?: string
  closedBy?: string
  posts: WrittenPost[]
}

export interface Block {
  title: string
  fields: Map<string, string>
  body: string
}

/** `== title`, then `name: value` lines up to an empty line, then the body. */
export function parseBlocks(text: string): Block[] {
  const parts = text.split(/^== /m).slice(1)
  return parts.map((part) => {
    const [head = '', ...rest] = part.split(/\n\s*\n/)
    const [title = '', ...lines] = head.trim().split('\n')
    const fields = new Map(
      lines.map((line) => {
        const at = line.indexOf(':')
        if (at < 1) throw new Error(`"${title}": this line is no field: ${line}`)
        return [line.slice(0, at).trim(), line.slice(at + 1).trim()] as const
      }),
    )
    return { title: title.trim(), fields, body: rest.join('\n\n').trim() }
  })
}

export function parseTopics(text: string): WrittenTopic[] {
  return parseBlocks(text).map(readTopic)
}

export function need({ title, fields }: Block, name: string): string {
  const value = fields.get(name)
  if (!value) throw new Error(`"${title}" has no "${name}".`)
  return value
}

function readTopic(block: Block): WrittenTopic {
  const { title, fields, body } = block
  const began = /^(\d+) (\d\d):(\d\d)$/.exec(need(block, 'began'))
  if (!began) throw new Error(`"${title}" does not say when it began.`)
  const [daysAgo = 0, hour = 0, minute = 0] = began.slice(1).map(Number)
  const [pinnedBy, closedBy] = [fields.get('pinned'), fields.get('closed')]
  return {
    title,
    board: need(block, 'board'),
    daysAgo,
    minute: hour * 60 + minute,
    days: Number(need(block, 'over')),
    ...(pinnedBy && { pinnedBy }),
    ...(closedBy && { closedBy }),
    posts: readPosts(title, body),
  }
}

const picture = /^!! ([a-z-]+)$/gm
const opening = /^-- ([a-z0-9_-]+)(?: re (\d+))?( removed)?$/

function readPosts(title: string, body: string): WrittenPost[] {
  const [before = '', ...parts] = body.split(/^(?=-- )/m)
  const all = before.startsWith('-- ') ? [before, ...parts] : parts
  return all.map((part) => {
    const end = part.indexOf('\n')
    const first = part.slice(0, end < 0 ? undefined : end).trim()
    const found = opening.exec(first)
    if (!found) throw new Error(`"${title}": this line opens no post: ${first}`)
    const [, author = '', replyTo, removed] = found
    const words = part.slice(first.length)
    return {
      author,
      versions: words
        .replaceAll(picture, '')
        .split(/^~~$/m)
        .map((version) => version.trim()),
      ...(replyTo && { replyTo: Number(replyTo) }),
      isRemoved: Boolean(removed),
      pictures: [...words.matchAll(picture)].map(([, name = '']) => name),
    }
  })
}
