/** Above this a text is shown as plain paragraphs: nobody writes it by hand and parsing it would be somebody's attack. */
export const mostParsed = 60_000

/** Controls that a browser or a search index would trip over, and noncharacters, which we keep for our own markers. */
const unwritable = /(?![\t\n])\p{Cc}|\p{Noncharacter_Code_Point}/gu

/** Embeddings and overrides turn the reading order around, so that a link or a line of code says what it is not. */
const directionOverrides = /[\u202A-\u202E]/g
const directionMarks = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g

/** No script needs more than a few marks on one letter; a hundred cover the lines above and below. */
const piledMarks = /(\p{M}{8})\p{M}+/gu

export function cleanSource(source: string): string {
  return source.replace(/\r\n?/g, '\n').replace(unwritable, '').toWellFormed()
}

/**
 * Runs on finished HTML because entities bring back what was cleaned from the source. U+FFFC goes since it stands for
 * a mention in plain text.
 */
export function cleanRendered(html: string): string {
  return html.replace(directionOverrides, '').replaceAll('\uFFFC', '').replace(piledMarks, '$1')
}

/** For names, links and code: where letters must stand in the order in which they are stored. */
export function dropDirectionMarks(text: string): string {
  return text.replace(directionMarks, '')
}
