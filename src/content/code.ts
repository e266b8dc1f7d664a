import { createContext, Script } from 'node:vm'
import hljs from 'highlight.js/lib/common'
import type { MarkdownIt } from 'markdown-it'
import { escapeHtml } from './escape.ts'
import { type Gathered, gatheredIn } from './gathered.ts'
import { dropDirectionMarks } from './source.ts'

/** Of one post, in all its blocks; a short block costs as much as its set-up. */
const mostHighlighted = 20_000
const leastCost = 200
const mostMilliseconds = 300
/** Longer ones are written by programs, to be read by programs; and grammars are slowest at them. */
const longestLine = 1000

const scope = createContext({ run: () => '' })
const runner = new Script('run()')

let isPrepared = false

/**
 * A grammar is put together when first used, and stopped half-way it would stay broken: so that happens before the clock
 * runs, for all of them, because a language may contain another.
 */
function prepareGrammars(): void {
  if (isPrepared) return
  for (const language of hljs.listLanguages()) hljs.highlight('', { language })
  isPrepared = true
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/**
 * Twenty kilobytes of `[a](` keep a grammar busy for two minutes. Only the virtual machine can stop a regular expression
 * on its way, so it does.
 */
function highlightInTime(code: string, language: string): string | undefined {
  prepareGrammars()
  scope.run = () => hljs.highlight(code, { language, ignoreIllegals: true }).value
  try {
    return runner.runInContext(scope, { timeout: mostMilliseconds })
  } catch (error) {
    // It comes from the other scope, where Error is another Error: `instanceof` does not know it.
    if (isRecord(error) && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined
    throw error
  }
}

/** The first word after the fence, when it names a language that we colour. */
function languageOf(info: string): string | undefined {
  const name = /^[\w+#-]{1,20}(?=\s|$)/.exec(info.trim())?.[0].toLowerCase()
  return name !== undefined && hljs.getLanguage(name) ? name : undefined
}

function highlight(code: string, language: string, gathered: Gathered): string | undefined {
  const isHandWritten = code.split('\n').every((line) => line.length <= longestLine)
  if (!isHandWritten || gathered.highlightedCharacters + code.length > mostHighlighted) return undefined
  gathered.highlightedCharacters += Math.max(code.length, leastCost)
  const html = highlightInTime(code, language)
  // One block that takes too long is enough for one post.
  if (html === undefined) gathered.highlightedCharacters = mostHighlighted
  return html
}

export function addCode(md: MarkdownIt): void {
  md.renderer.rules.fence = (tokens, index, _options, env) => {
    const token = tokens[index]
    const code = dropDirectionMarks(token?.content ?? '')
    const language = languageOf(token?.info ?? '')
    const html = language && highlight(code, language, gatheredIn(env))
    if (!html) return `<pre><code>${escapeHtml(code)}</code></pre>\n`
    return `<pre><code class="language-${language}">${html}</code></pre>\n`
  }
  md.renderer.rules.code_block = (tokens, index) =>
    `<pre><code>${escapeHtml(dropDirectionMarks(tokens[index]?.content ?? ''))}</code></pre>\n`
}
