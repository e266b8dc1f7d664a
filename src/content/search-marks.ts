import { fold } from './fold.ts'

/** A stretch of text; the template puts hits into <mark>, and escapes all of it. */
export interface Piece {
  text: string
  isHit: boolean
}

const wordOrRest = /[\p{L}\p{N}\p{M}'’]+|[^\p{L}\p{N}\p{M}'’]+/gu

/** Divides the text into what was looked for and what stands between. Nothing typed becomes a regular expression. */
export function markWords(text: string, roots: readonly string[]): Piece[] {
  const pieces: Piece[] = []
  for (const [part] of text.matchAll(wordOrRest)) {
    const folded = fold(part)
    const isHit = roots.some((root) => folded.startsWith(root))
    const last = pieces.at(-1)
    if (last && last.isHit === isHit) last.text += part
    else pieces.push({ text: part, isHit })
  }
  return pieces
}

const BEFORE = 60
const LENGTH = 240

/** One line of the text around the first place where something was found. */
export function excerptAround(text: string, roots: readonly string[]): string {
  const line = text.replace(/\s+/g, ' ').trim()
  const lower = line.toLowerCase()
  const places = roots.map((root) => lower.indexOf(root)).filter((at) => at >= 0)
  const first = places.length > 0 ? Math.min(...places) : 0
  const from = first <= BEFORE ? 0 : wordEdge(line, first - BEFORE)
  const to = from + LENGTH >= line.length ? line.length : wordEdge(line, from + LENGTH)
  return `${from > 0 ? '… ' : ''}${line.slice(from, to).trim()}${to < line.length ? ' …' : ''}`
}

/** The next space, if one is near; never the middle of a surrogate pair. */
function wordEdge(line: string, at: number): number {
  const space = line.indexOf(' ', at)
  if (space >= 0 && space - at < 30) return space
  return (line.charCodeAt(at) & 0xfc00) === 0xdc00 ? at + 1 : at
}
