import MarkdownIt, { type StateBlock, type StateCore } from 'markdown-it'
import { addCode } from './code.ts'
import { addLinks } from './links.ts'
import { addMentions } from './mentions.ts'
import { addQuotes } from './quotes.ts'
import { addSpoilers } from './spoilers.ts'

/** Levels of quotes and lists; deeper text stays, with its signs, in one paragraph. */
const deepest = 24

const demoted: Record<string, string> = { h1: 'h3', h2: 'h4', h3: 'h5', h4: 'h6', h5: 'h6' }

function readTooDeep(state: StateBlock, startLine: number, endLine: number): boolean {
  if (state.level < deepest) return false
  let last = startLine + 1
  while (last < endLine && !state.isEmpty(last) && (state.sCount[last] ?? 0) >= state.blkIndent) last++
  state.push('paragraph_open', 'p', 1)
  const words = state.push('inline', '', 0)
  words.content = state.getLines(startLine, last, state.blkIndent, false).trim()
  words.children = []
  state.push('paragraph_close', 'p', -1)
  state.line = last
  return true
}

/** A page has one h1, its title; and its content policy forbids inline style, which tables use for alignment. */
function fitIntoPage(state: StateCore): void {
  for (const token of state.tokens) {
    if (token.type === 'heading_open' || token.type === 'heading_close')
      token.tag = demoted[token.tag] ?? token.tag
    if (token.type !== 'th_open' && token.type !== 'td_open') continue
    const style = /^text-align:(left|center|right)$/.exec(String(token.attrGet('style') ?? ''))
    token.attrs = style ? [['class', `align-${style[1]}`]] : null
  }
}

/** Line breaks are kept as typed: people who know no Markdown expect it. */
export const parser = new MarkdownIt({
  html: false,
  linkify: true,
  breaks: true,
  maxNesting: 100,
})
parser.block.ruler.before('table', 'too_deep', readTooDeep)
parser.core.ruler.push('fit_into_page', fitIntoPage)
addQuotes(parser)
addSpoilers(parser)
addMentions(parser)
addLinks(parser)
addCode(parser)
