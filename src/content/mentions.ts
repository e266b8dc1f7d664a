import type { MarkdownIt, StateCore, Token } from 'markdown-it'
import { type Gathered, gatheredIn } from './gathered.ts'

/** Not after a word, an @ or a slash (e-mail and profile addresses), not before one (@user@server, @scope/package). */
const mention = /(?<![\p{L}\p{N}\p{M}_@/])@([a-z0-9_-]{3,24})(?![\p{L}\p{N}\p{M}_@-]|\/[a-z0-9])/giu

/** Each distinct name is looked up and may be told: more than this in one post is flooding. */
export const mostNames = 50
const mostMentions = 500

/** `@bob_` at the end of an emphasis, `@bob-` before a dash: the name may end earlier than its characters do. */
function possibleNames(written: string): string[] {
  const name = written.toLowerCase()
  const short = name.replace(/[-_]+$/, '')
  return short.length >= 3 && short !== name ? [name, short] : [name]
}

function isText(token: Token | undefined): token is Token {
  return token?.type === 'text' || token?.type === 'text_special'
}

function makeText(state: StateCore, like: Token, content: string): Token {
  const token = new state.Token('text', '', 0)
  token.content = content
  token.level = like.level
  return token
}

function recall(gathered: Gathered, written: string): string | undefined {
  const names = possibleNames(written)
  for (const name of names) if (gathered.names.size < mostNames) gathered.names.add(name)
  return names.find((name) => gathered.accounts.has(name))
}

/** Splits one text token at the mentions in it; `before` and `after` are the characters around it. */
function splitMentions(state: StateCore, token: Token, before: string, after: string): Token[] {
  const gathered = gatheredIn(state.env)
  const whole = before + token.content + after
  const pieces: Token[] = []
  let from = before.length
  for (const match of whole.matchAll(mention)) {
    const name = recall(gathered, match[1] ?? '')
    if (name === undefined || gathered.mentionCount >= mostMentions) continue
    gathered.mentionCount++
    if (match.index > from) pieces.push(makeText(state, token, whole.slice(from, match.index)))
    const marker = new state.Token('mention', '', 0)
    marker.content = name
    pieces.push(marker)
    from = match.index + 1 + name.length
  }
  const rest = whole.slice(from, whole.length - after.length)
  if (rest) pieces.push(makeText(state, token, rest))
  return pieces
}

function mentionsInLine(state: StateCore, tokens: Token[]): Token[] {
  const result: Token[] = []
  let linkDepth = 0
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'link_open') linkDepth++
    if (token.type === 'link_close') linkDepth--
    if (linkDepth > 0 || token.type !== 'text' || !token.content.includes('@')) {
      result.push(token)
      continue
    }
    const previous = tokens[index - 1]
    const next = tokens[index + 1]
    const before = isText(previous) ? previous.content.slice(-1) : ''
    const after = isText(next) ? next.content.slice(0, 1) : ''
    result.push(...splitMentions(state, token, before, after))
  }
  return result
}

/** Runs after links are known and before escapes are joined, so `\@name`, links and addresses stay what they are. */
export function addMentions(md: MarkdownIt): void {
  md.core.ruler.after('linkify', 'mentions', (state) => {
    for (const token of state.tokens)
      if (token.type === 'inline' && token.children && token.content.includes('@'))
        token.children = mentionsInLine(state, token.children)
  })
  md.renderer.rules.mention = (tokens, index, _options, env) => {
    const gathered = gatheredIn(env)
    const id = gathered.accounts.get(tokens[index]?.content ?? '') ?? ''
    gathered.mentioned.add(id)
    return gathered.mark(`<a data-mention="${id}"></a>`)
  }
}
