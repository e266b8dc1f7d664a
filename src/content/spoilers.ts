import type { Delimiter, MarkdownIt, StateBlock, StateInline } from 'markdown-it'

const bar = 0x7c
/** What the parser's own text rule stops at, and the bar. */
const plain = /[^\n!#$%&*+\-:<=>@[\\\]^_`{|}~]+/y

function readText(state: StateInline, silent: boolean): boolean {
  plain.lastIndex = state.pos
  const found = plain.exec(state.src)
  if (!found) return false
  const end = Math.min(plain.lastIndex, state.posMax)
  if (!silent) state.pending += state.src.slice(state.pos, end)
  state.pos = end
  return true
}

function readBars(state: StateInline, silent: boolean): boolean {
  if (silent || state.src.charCodeAt(state.pos) !== bar) return false
  const scanned = state.scanDelims(state.pos, true)
  if (scanned.length < 2) return false
  for (let pair = 0; pair + 2 <= scanned.length; pair += 2) {
    state.push('text', '', 0).content = '||'
    state.delimiters.push({
      marker: bar,
      length: 0,
      token: state.tokens.length - 1,
      end: -1,
      open: scanned.can_open,
      close: scanned.can_close,
    })
  }
  if (scanned.length % 2 === 1) state.push('text', '', 0).content = '|'
  state.pos += scanned.length
  return true
}

function pairBars(state: StateInline, delimiters: Delimiter[]): void {
  for (const delimiter of delimiters) {
    if (delimiter.marker !== bar || delimiter.end === -1) continue
    const opening = state.tokens[delimiter.token]
    const closing = state.tokens[delimiters[delimiter.end]?.token ?? -1]
    if (!opening || !closing) continue
    Object.assign(opening, { type: 'spoiler_words_open', tag: 'span', nesting: 1, content: '' })
    Object.assign(closing, { type: 'spoiler_words_close', tag: 'span', nesting: -1, content: '' })
    opening.attrs = [
      ['class', 'spoiler'],
      ['tabindex', '0'],
      ['role', 'note'],
      ['aria-label', 'Spoiler'],
    ]
  }
}

function isBars(state: StateBlock, line: number): boolean {
  if ((state.sCount[line] ?? 0) - state.blkIndent >= 4) return false
  const begin = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0)
  return state.src.startsWith('||', begin) && state.src.slice(begin, state.eMarks[line]).trimEnd() === '||'
}

/** Like a code fence, a block that is never closed runs to the end of what it stands in: better hidden than shown. */
function readBlock(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (!isBars(state, startLine)) return false
  if (silent) return true
  let last = startLine + 1
  while (last < endLine && !isBars(state, last)) {
    if (!state.isEmpty(last) && (state.sCount[last] ?? 0) < state.blkIndent) break
    last++
  }
  const isClosed = last < endLine && isBars(state, last)
  const { parentType, lineMax } = state
  state.parentType = 'blockquote'
  state.lineMax = last
  state.push('spoiler_open', 'details', 1).map = [startLine, last]
  state.md.block.tokenize(state, startLine + 1, last)
  state.push('spoiler_close', 'details', -1)
  state.parentType = parentType
  state.lineMax = lineMax
  state.line = isClosed ? last + 1 : last
  return true
}

/** `||words||` in a line, and a block between two lines `||`. Both open by keyboard and touch without any script. */
export function addSpoilers(md: MarkdownIt): void {
  md.inline.ruler.at('text', readText)
  md.inline.ruler.before('strikethrough', 'spoiler', readBars)
  md.inline.ruler2.before('emphasis', 'spoiler', (state) => {
    pairBars(state, state.delimiters)
    for (const meta of state.tokens_meta) if (meta?.delimiters) pairBars(state, meta.delimiters)
  })
  md.block.ruler.before('table', 'spoiler', readBlock, {
    alt: ['paragraph', 'reference', 'blockquote', 'list'],
  })
  md.renderer.rules.spoiler_open = () => '<details class="spoiler"><summary>Spoiler</summary>\n'
  md.renderer.rules.spoiler_close = () => '</details>\n'
}
