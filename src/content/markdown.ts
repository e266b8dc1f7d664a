import { escapeHtml } from './escape.ts'
import { Gathered } from './gathered.ts'
import { parser } from './parser.ts'
import { readableText } from './plain-text.ts'
import type { QuoteRef } from './quotes.ts'
import { sanitise } from './sanitise.ts'
import { cleanRendered, cleanSource, mostParsed } from './source.ts'

export type { QuoteRef } from './quotes.ts'

/** Raise it whenever the same source may give other HTML; a migration then renders the stored posts again. */
export const rendererVersion = 1

/** What a post may be long; the callers refuse more with a kind sentence. */
export const mostCharacters = 50_000

/** A few characters can stand for many (reference links, empty cells): beyond this a text is shown plainly. */
const mostAddressCharacters = 100_000
const mostHtmlCharacters = 600_000
const mostTokens = 100_000

export interface Rendered {
  html: string
  version: number
  /** For search and excerpts: hidden words and names left out. Quotes count in `plainText(html)`, not in this. */
  text: string
  linkCount: number
  /** Account ids, each once. */
  mentions: string[]
  quotes: QuoteRef[]
}

function renderPlainly(source: string): string {
  const paragraphs = source.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== '')
  return paragraphs.map((text) => `<p>${escapeHtml(text.trim()).replaceAll('\n', '<br>\n')}</p>`).join('\n')
}

function renderRichly(source: string, gathered: Gathered): string | undefined {
  if (source.length > mostParsed) return undefined
  const env = { gathered }
  const tokens = parser.parse(source, env)
  if (gathered.addressCharacters > mostAddressCharacters || tokens.length > mostTokens) return undefined
  const html = parser.renderer.render(tokens, parser.options, env)
  return html.length > mostHtmlCharacters ? undefined : html
}

/**
 * Markdown → HTML that may be printed as it is, but for the inert markers that `fillMarkers` fills in.
 * @param options.mentions lower-cased user name → account id, of the names that `findMentions` gave.
 */
export function renderMarkdown(source: string, options: { mentions: ReadonlyMap<string, string> }): Rendered {
  const clean = cleanSource(source)
  let gathered = new Gathered(options.mentions)
  let dirty = renderRichly(clean, gathered)
  if (dirty === undefined) {
    gathered = new Gathered(new Map())
    dirty = renderPlainly(clean)
  }
  const html = gathered.restoreMarkers(cleanRendered(sanitise(dirty))).trim()
  const { linkCount, mentioned, quotes } = gathered
  return {
    html,
    version: rendererVersion,
    text: readableText(html),
    linkCount,
    mentions: [...mentioned],
    quotes,
  }
}

/** User names that the text may mention, lower-cased, each once, at most fifty; who exists is for the caller to find. */
export function findMentions(source: string): string[] {
  const clean = cleanSource(source)
  if (clean.length > mostParsed || !clean.includes('@')) return []
  const gathered = new Gathered(new Map())
  parser.parse(clean, { gathered })
  return [...gathered.names]
}
