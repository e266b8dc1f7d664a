import type { Config } from '../../config.ts'
import type { RetentionKey } from '../../retention.ts'

/**
 * A paragraph, a list of points, or a table of periods. Words may hold links, `[words](/address)`, and slots: see
 * `fillSlot`. No figure stands in the words themselves: each comes from a slot, so that page and program agree.
 */
export type Block = string | readonly string[] | { periods: readonly { what: string; key: RetentionKey }[] }

export interface Clause {
  /** 0 is the introduction, 'B' the bases; the rest are numbered as in the notice. */
  number: number | 'B'
  title: string
  body: readonly Block[]
}

export interface Part {
  title: string
  clauses: readonly Clause[]
}

/** The settings that the notice prints. */
export type Facts = Pick<Config, 'organisation' | 'siteName' | 'digitalConsentAge' | 'retention'>

/** A piece of text, perhaps a link. */
export interface Piece {
  text: string
  href?: string
}

export interface PeriodRow {
  what: string
  period: string
}

export type FilledBlock = { words: Piece[] } | { points: Piece[][] } | { periods: PeriodRow[] }

/** What the law fixes and no setting may change. */
export const law: Readonly<Record<string, string>> = {
  adult: '18',
  child: '17',
  answer: 'one month',
  extension: 'two more months',
  acknowledgement: '30 days',
}

const token = /\[([^\]]+)\]\(([^)\s]+)\)|\{\{([\w.]+)\}\}/g

/** `{{keep.draft}}`, `{{law.adult}}`, `{{section.8}}`, `{{age}}`, `{{organisation}}`, `{{address}}`, `{{email}}`, `{{site}}` */
function fillSlot(slot: string, facts: Facts): Piece {
  const [kind, name = ''] = slot.split('.')
  const plain: Record<string, string | undefined> = {
    keep: facts.retention[name as RetentionKey]?.words,
    law: Object.hasOwn(law, name) ? law[name] : undefined,
    age: String(facts.digitalConsentAge),
    organisation: facts.organisation.name,
    address: facts.organisation.address,
    site: facts.siteName,
  }
  if (kind === 'section' && /^\d+$/.test(name)) return { text: `section ${name}`, href: `#n${name}` }
  if (kind === 'email') return { text: facts.organisation.email, href: `mailto:${facts.organisation.email}` }
  const text = kind && Object.hasOwn(plain, kind) ? plain[kind] : undefined
  if (text === undefined) throw new Error(`The notice has no slot "${slot}".`)
  return { text }
}

export function fillWords(words: string, facts: Facts): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of words.matchAll(token)) {
    const [whole, text, href, slot] = match
    pieces.push({ text: words.slice(end, match.index) })
    pieces.push(text !== undefined && href !== undefined ? { text, href } : fillSlot(slot ?? '', facts))
    end = match.index + whole.length
  }
  pieces.push({ text: words.slice(end) })
  return joinPlain(pieces)
}

/** Neighbours without a link become one piece, so that the template has less to do. */
function joinPlain(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    if (piece.text === '') continue
    if (last && !last.href && !piece.href) last.text += piece.text
    else joined.push({ ...piece })
  }
  return joined
}

export function fillBlock(block: Block, facts: Facts): FilledBlock {
  if (typeof block === 'string') return { words: fillWords(block, facts) }
  if ('periods' in block)
    return { periods: block.periods.map(({ what, key }) => ({ what, period: periodOf(key, facts) })) }
  return { points: block.map((point) => fillWords(point, facts)) }
}

function periodOf(key: RetentionKey, facts: Facts): string {
  const { days, words, from } = facts.retention[key]
  return days === null ? words : `${words} after ${from}`
}

/** The whole text, for its hash and for whoever reads without a browser. */
export function plainText(parts: readonly Part[], facts: Facts): string {
  const words = (pieces: readonly Piece[]) => pieces.map((piece) => piece.text).join('')
  const lines = parts.flatMap((part) => [
    part.title,
    ...part.clauses.flatMap((clause) => [
      `N${clause.number} ${clause.title}`,
      ...clause.body.flatMap((block) => {
        const filled = fillBlock(block, facts)
        if ('words' in filled) return [words(filled.words)]
        if ('points' in filled) return filled.points.map((point) => `- ${words(point)}`)
        return filled.periods.map((row) => `${row.what}: ${row.period}`)
      }),
    ]),
  ])
  return `${lines.join('\n')}\n`
}
