import { config } from '../config.ts'

/** Paragraphs (parted by blank lines), each a list of lines. */
export function paragraphsOf(text: string): string[][] {
  const clean = text.replace(/\r\n?/g, '\n').replace(/\p{Cc}/gu, (c) => (c === '\n' ? c : ' '))
  return clean
    .split(/\n[\t ]*\n\s*/)
    .map((paragraph) => paragraph.split('\n').map((line) => line.trimEnd()))
    .filter((lines) => lines.some((line) => line !== ''))
}

/**
 * A line that is only an address of this site. Addresses elsewhere stay plain words: somebody's topic title must not
 * become a button in a mail that we send.
 */
export function isLink(line: string): boolean {
  const word = line.trim()
  return /^https?:\/\/\S+$/.test(word) && URL.canParse(word) && new URL(word).origin === siteOrigin
}

const siteOrigin = new URL(config.siteUrl).origin

export function firstLink(text: string): string | undefined {
  return paragraphsOf(text).flat().find(isLink)?.trim()
}

const WIDTH = 72

/** Breaks at spaces only; a word that is too long (a link) stays whole on a line of its own. */
export function wrapLine(line: string): string[] {
  const lines: string[] = []
  let current = ''
  for (const word of line.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`
    if (longer.length > WIDTH && current !== '') {
      lines.push(current)
      current = word
    } else current = longer
  }
  return [...lines, current]
}

/** The mail as plain text with the site's name at its foot; lines end in CRLF. */
export function writeTextPart(text: string): string {
  const body = paragraphsOf(text).map((lines) => lines.flatMap(wrapLine).join('\r\n'))
  return `${[...body, `-- \r\n${config.siteName}\r\n${config.siteUrl}`].join('\r\n\r\n')}\r\n`
}
