import hljs from 'highlight.js/lib/common'
import type { MarkdownIt } from 'markdown-it'
import { escapeHtml } from './escape.ts'
import { gatheredIn } from './gathered.ts'
import { dropDirectionMarks } from './source.ts'

/** Of one post, in all its blocks: the grammars are regular expressions and some take their time. */
const mostHighlighted = 20_000

/** The first word after the fence, when it names a language that we colour. */
function languageOf(info: string): string | undefined {
  const name = /^[\w+#-]{1,20}(?=\s|$)/.exec(info.trim())?.[0].toLowerCase()
  return name !== undefined && hljs.getLanguage(name) ? name : undefined
}

export function addCode(md: MarkdownIt): void {
  md.renderer.rules.fence = (tokens, index, _options, env) => {
    const token = tokens[index]
    const code = dropDirectionMarks(token?.content ?? '')
    const language = languageOf(token?.info ?? '')
    const gathered = gatheredIn(env)
    if (language === undefined || gathered.highlightedCharacters + code.length > mostHighlighted)
      return `<pre><code>${escapeHtml(code)}</code></pre>\n`
    gathered.highlightedCharacters += code.length
    const { value } = hljs.highlight(code, { language, ignoreIllegals: true })
    return `<pre><code class="language-${language}">${value}</code></pre>\n`
  }
  md.renderer.rules.code_block = (tokens, index) =>
    `<pre><code>${escapeHtml(dropDirectionMarks(tokens[index]?.content ?? ''))}</code></pre>\n`
}
