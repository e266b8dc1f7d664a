import { language } from '../content/language.ts'
import { element, xmlHead } from './xml.ts'

export interface FeedEntry {
  /** Never changes, whatever becomes of the title: the address without decoration. */
  id: string
  title: string
  address: string
  published: Date
  updated: Date
  /** Null: the person has left. */
  author: { name: string; address: string } | null
  html: string
}

export interface Feed {
  id: string
  title: string
  subtitle: string
  /** The feed's own address, and that of the page it follows. */
  self: string
  page: string
  /** Where there is no entry. */
  since: Date
  entries: FeedEntry[]
}

/** An Atom feed (RFC 4287). All addresses are absolute. */
export function writeFeed(feed: Feed): string {
  const moments = [feed.since, ...feed.entries.map((entry) => entry.updated)].map(Number)
  const newest = new Date(Math.max(...moments))
  return [
    `${xmlHead}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">`,
    element('id', {}, feed.id),
    element('title', {}, feed.title),
    element('subtitle', {}, feed.subtitle),
    element('updated', {}, newest.toISOString()),
    element('link', { rel: 'self', type: 'application/atom+xml', href: feed.self }),
    element('link', { rel: 'alternate', type: 'text/html', href: feed.page }),
    ...feed.entries.map(writeEntry),
    '</feed>\n',
  ].join('\n')
}

function writeEntry(entry: FeedEntry): string {
  return [
    '<entry>',
    element('id', {}, entry.id),
    element('title', {}, entry.title),
    element('link', { rel: 'alternate', type: 'text/html', href: entry.address }),
    element('published', {}, entry.published.toISOString()),
    element('updated', {}, entry.updated.toISOString()),
    writeAuthor(entry.author),
    element('content', { type: 'html' }, entry.html),
    '</entry>',
  ].join('\n')
}

function writeAuthor(author: FeedEntry['author']): string {
  if (!author) return `<author>${element('name', {}, 'former member')}</author>`
  return `<author>${element('name', {}, author.name)}${element('uri', {}, author.address)}</author>`
}

/**
 * Feed readers know nothing of this site's root, and need none of its markers. Only tags are touched: code that talks
 * about `href="/…"` stays as it is.
 */
export function htmlForFeed(html: string, siteUrl: string): string {
  return html.replace(/<[a-z][^>]*>/g, (tag) =>
    tag
      .replace(/ data-(?:mention|quote)="[^"]*"/g, '')
      .replace(/ (href|src|cite)="\/(?!\/)/g, (_, name) => ` ${name}="${siteUrl}/`),
  )
}
