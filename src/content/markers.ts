import { escapeHtml } from './escape.ts'
import { mentionSign } from './plain-text.ts'
import { dropDirectionMarks } from './source.ts'

export { parseQuote, type QuoteRef, writeQuote } from './quotes.ts'

export interface Person {
  username: string
  name: string
}

export interface FilledQuote {
  /** null: the person has left. */
  author: Person | null
  /** Path of the quoted post on this site. */
  address: string
  /** As `sliceText` gives it. */
  text: string
  /** Account ids, one for each U+FFFC in `text`. */
  mentions: string[]
}

export interface Fillings {
  person(id: string): Person | undefined
  quote(ref: string): FilledQuote | undefined
}

/** Exactly as the renderer writes them; in any other place a < is escaped, so nothing else can match. */
const marker = /<a data-mention="([^"<>]*)"><\/a>|<blockquote data-quote="([^"<>]*)"><\/blockquote>/g

/** What a page's posts refer to, for one batched look-up. */
export function markersIn(html: Iterable<string>): { mentions: Set<string>; quotes: Set<string> } {
  const mentions = new Set<string>()
  const quotes = new Set<string>()
  for (const text of html)
    for (const [, mention, quote] of text.matchAll(marker)) {
      if (mention !== undefined) mentions.add(mention)
      if (quote !== undefined) quotes.add(quote)
    }
  return { mentions, quotes }
}

/** Names stand in a `<bdi>`: whatever direction they are written in, the words around them keep theirs. */
function writeName(name: string): string {
  return `<bdi>${escapeHtml(dropDirectionMarks(name))}</bdi>`
}

/** The attribute stays, without the id of somebody who left: the browser counts a mention by it. */
function writeMention(id: string, person: Person | undefined): string {
  if (!person) return '<span class="mention" data-mention="">former member</span>'
  const href = escapeHtml(`/u/${encodeURIComponent(person.username.toWellFormed())}`)
  return `<a class="mention" data-mention="${escapeHtml(id)}" href="${href}">@${writeName(person.username)}</a>`
}

function writeWords(quote: FilledQuote, fillings: Fillings): string {
  const ids = quote.mentions.values()
  const paragraphs = quote.text.split(/\s*\n\s*/).filter((words) => words !== '')
  return paragraphs
    .map((words) => {
      const filled = escapeHtml(words).replaceAll(mentionSign, () => {
        const id = ids.next().value ?? ''
        return writeMention(id, fillings.person(id))
      })
      return `<p>${filled}</p>`
    })
    .join('')
}

function writeSource(quote: FilledQuote): string {
  const words = `${quote.author ? writeName(quote.author.name || quote.author.username) : 'A former member'} wrote:`
  // Only a path of this site: one slash, and no second one that would name another host.
  const isPath = /^\/(?![/\\])/.test(quote.address)
  return `<p class="quote-source">${isPath ? `<a href="${escapeHtml(quote.address)}">${words}</a>` : words}</p>`
}

function writeQuoted(ref: string, quote: FilledQuote | undefined, fillings: Fillings): string {
  const attribute = `data-quote="${escapeHtml(ref)}"`
  if (!quote)
    return `<blockquote class="quote quote-removed" ${attribute}><p>The quoted post was removed.</p></blockquote>`
  return `<blockquote class="quote" ${attribute}>${writeSource(quote)}${writeWords(quote, fillings)}</blockquote>`
}

/** Puts names and quoted words into the markers of stored HTML. Everything filled in is escaped; once is enough. */
export function fillMarkers(html: string, fillings: Fillings): string {
  return html.replace(marker, (_whole, mention: string | undefined, quote: string | undefined) =>
    mention === undefined
      ? writeQuoted(quote ?? '', fillings.quote(quote ?? ''), fillings)
      : writeMention(mention, fillings.person(mention)),
  )
}
