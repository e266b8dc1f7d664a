import { config } from '../config.ts'
import { language } from '../content/language.ts'
import { isLink, paragraphsOf, wrapLine } from './text-part.ts'

const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Only ASCII comes out, so the part travels as it is, whatever the way. */
function escapeText(text: string): string {
  return text.replace(/[&<>"]|[^\n\r -~]/gu, (char) => named[char] ?? `&#${char.codePointAt(0)};`)
}

const bodyStyle =
  'margin:0;padding:24px;font:16px/1.6 system-ui,-apple-system,Segoe UI,Roboto,sans-serif;color:#1d2433;background:#ffffff'
const buttonStyle =
  'display:inline-block;padding:10px 18px;border-radius:6px;background:#1f5fbf;color:#ffffff;text-decoration:none'
const smallStyle = 'font-size:13px;color:#5a6478;word-break:break-all'

function writeLink(line: string): string {
  const href = escapeText(line.trim())
  return `<p><a href="${href}" style="${buttonStyle}">Open this page</a></p>\r\n<p style="${smallStyle}">${href}</p>`
}

function writeParagraph(lines: string[]): string {
  const pieces: string[] = []
  let words: string[] = []
  const flush = () => {
    if (words.length > 0) pieces.push(`<p>${words.join('<br>\r\n')}</p>`)
    words = []
  }
  for (const line of lines) {
    if (isLink(line)) {
      flush()
      pieces.push(writeLink(line))
    } else words.push(wrapLine(line).map(escapeText).join('\r\n'))
  }
  flush()
  return pieces.join('\r\n')
}

/** The same paragraphs under the site's name. No picture and nothing to load: opening a mail tells us nothing. */
export function writeHtmlPart(subject: string, text: string): string {
  const site = escapeText(config.siteName)
  return [
    '<!doctype html>',
    `<html lang="${language}">`,
    `<head><meta charset="utf-8"><meta name="color-scheme" content="light"><title>${escapeText(subject)}</title></head>`,
    `<body style="${bodyStyle}">`,
    '<div style="max-width:36em;margin:0 auto">',
    `<h1 style="font-size:20px;margin:0 0 16px">${site}</h1>`,
    ...paragraphsOf(text).map(writeParagraph),
    `<p style="${smallStyle}"><a href="${escapeText(config.siteUrl)}" style="color:inherit">${site}</a></p>`,
    '</div>',
    '</body>',
    '</html>',
    '',
  ].join('\r\n')
}
