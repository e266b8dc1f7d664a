import type { MarkdownIt, StateBlock } from 'markdown-it'
import { gatheredIn } from './gathered.ts'

/** Which words of which revision of which post. `start` and `end` count in `plainText()`; both absent = the whole post. */
export interface QuoteRef {
  topic: number
  post: number
  revision: number
  start?: number
  end?: number
}

const shape = /^([1-9]\d{0,8})\/([1-9]\d{0,6})@([1-9]\d{0,5})(?::(\d{1,6})-(\d{1,6}))?$/
const line = /^\[quote ([\d/@:-]{5,40})\]$/

/** Each quote is looked up and printed again for every reader: more than this in one post is flooding. */
export const mostQuotes = 20

/** `12/3@1:20-85` → its parts; undefined when it is not a quote that could exist. */
export function parseQuote(text: string): QuoteRef | undefined {
  const found = shape.exec(text)
  if (!found) return undefined
  const [topic, post, revision] = found.slice(1, 4).map(Number)
  if (topic === undefined || post === undefined || revision === undefined) return undefined
  if (found[4] === undefined || found[5] === undefined) return { topic, post, revision }
  const start = Number(found[4])
  const end = Number(found[5])
  return start < end ? { topic, post, revision, start, end } : undefined
}

/** The inverse of `parseQuote`: the one spelling of a quote, used as the key of look-ups. */
export function writeQuote(ref: QuoteRef): string {
  const range = ref.start === undefined || ref.end === undefined ? '' : `:${ref.start}-${ref.end}`
  return `${ref.topic}/${ref.post}@${ref.revision}${range}`
}

function readQuote(state: StateBlock, startLine: number, _endLine: number, silent: boolean): boolean {
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false
  const begin = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0)
  if (state.src[begin] !== '[') return false
  const found = line.exec(state.src.slice(begin, state.eMarks[startLine]).trimEnd())
  const ref = found?.[1] === undefined ? undefined : parseQuote(found[1])
  const gathered = gatheredIn(state.env)
  if (!ref || gathered.quotes.length >= mostQuotes) return false
  if (silent) return true
  gathered.quotes.push(ref)
  const token = state.push('quote_marker', '', 0)
  token.block = true
  token.content = writeQuote(ref)
  token.map = [startLine, startLine + 1]
  state.line = startLine + 1
  return true
}

/** A line of its own `[quote 12/3@1:20-85]` becomes an empty marker: a reference and never a copy of the words. */
export function addQuotes(md: MarkdownIt): void {
  md.block.ruler.before('table', 'quote_marker', readQuote, {
    alt: ['paragraph', 'reference', 'blockquote', 'list'],
  })
  md.renderer.rules.quote_marker = (tokens, index, _options, env) =>
    `${gatheredIn(env).mark(`<blockquote data-quote="${tokens[index]?.content}"></blockquote>`)}\n`
}
