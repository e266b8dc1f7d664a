import sanitizeHtml from 'sanitize-html'
import { linkRel } from './links.ts'

const cellClasses = ['align-left', 'align-center', 'align-right']

function keep(tagName: string, attribs: Record<string, string>) {
  return { tagName, attribs }
}

/** Everything a post may consist of. The architecture of the page rests on it: add nothing without a hostile vector. */
const rules: sanitizeHtml.IOptions = {
  allowedTags: [
    ...[
      'p',
      'br',
      'hr',
      'h3',
      'h4',
      'h5',
      'h6',
      'blockquote',
      'pre',
      'code',
      'em',
      'strong',
      's',
      'a',
      'span',
    ],
    ...['ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'details', 'summary'],
  ],
  allowedAttributes: {
    a: ['href', 'rel'],
    ol: ['start'],
    span: [
      { name: 'tabindex', values: ['0'] },
      { name: 'role', values: ['note'] },
      { name: 'aria-label', values: ['Spoiler'] },
    ],
  },
  allowedClasses: {
    code: [/^language-[\w+#-]{1,20}$/],
    span: ['spoiler', /^hljs-[a-z_-]{1,30}$/, /^language-[a-z]{1,20}$/, /^[a-z]{1,20}_{1,2}$/],
    details: ['spoiler'],
    th: cellClasses,
    td: cellClasses,
  },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  // Browsers give up on deeper trees and put the elements beside each other.
  nestingLimit: 100,
  transformTags: {
    a: (tagName, attributes) => keep(tagName, attributes.href ? { href: attributes.href, rel: linkRel } : {}),
    ol: (tagName, { start = '' }) => keep(tagName, /^\d{1,9}$/.test(start) ? { start } : {}),
  },
}

export function sanitise(html: string): string {
  return sanitizeHtml(html, rules)
}
