import { unescapeHtml } from './escape.ts'

/** Stands for a mention, whose name is not part of the text. */
export const mentionSign = '\uFFFC'

/** What a quote may show of another post: the rest is one click away, and a thread of quotes stays a page. */
const longestQuote = 2000

interface Piece {
  text: string
  /** Inside a spoiler. */
  isHidden: boolean
  /** The account id, where the text is a mention. */
  mention?: string
}

const part =
  /<a data-mention="([^"]*)"><\/a>|<blockquote data-quote="[^"]*"><\/blockquote>|<(\/?)([a-z0-9]+)([^>]*)>|[^<]+/g

/** Reads HTML as `renderMarkdown` writes it: balanced, no comments, every `>` in an attribute escaped. */
function readPieces(html: string): Piece[] {
  const pieces: Piece[] = []
  let depth = 0
  let hiddenFrom = 0
  for (const [whole, mention, slash, tag, attributes] of html.matchAll(part)) {
    if (mention !== undefined) {
      pieces.push({ text: mentionSign, isHidden: hiddenFrom > 0, mention })
    } else if (tag === undefined) {
      if (!whole.startsWith('<')) pieces.push({ text: unescapeHtml(whole), isHidden: hiddenFrom > 0 })
    } else if (tag !== 'br' && tag !== 'hr') {
      depth += slash ? -1 : 1
      if (!slash && hiddenFrom === 0 && attributes?.includes('class="spoiler"')) hiddenFrom = depth
      if (slash && depth < hiddenFrom) hiddenFrom = 0
    }
  }
  return pieces
}

/**
 * The text in which quotes count (UTF-16 units): what `textContent` gives in the browser, but without the inside of
 * quote markers, and with one U+FFFC for each mention.
 */
export function plainText(html: string): string {
  return readPieces(html)
    .map((piece) => piece.text)
    .join('')
}

/** Joins pieces for people who did not open the spoilers. */
function joinOpenly(pieces: Piece[], sign: string): string {
  let text = ''
  let wasHidden = false
  for (const piece of pieces) {
    if (piece.isHidden && !wasHidden) text += '(spoiler)'
    if (!piece.isHidden) text += piece.mention === undefined ? piece.text : sign
    wasHidden = piece.isHidden
  }
  return text
}

/** For search, excerpts and mail: spoilers stay closed and nobody's name is kept in somebody else's text. */
export function readableText(html: string): string {
  return joinOpenly(readPieces(html), '@…')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim()
}

/**
 * The part of a post that a quote shows: `text` with one U+FFFC for each of `mentions` (account ids, in order), spoilers
 * closed, no half characters, shortened where it is long.
 * @param start in units of `plainText`; without a range it is the whole post.
 */
export function sliceText(html: string, start = 0, end = Number.POSITIVE_INFINITY) {
  const last = Math.min(end, start + longestQuote)
  const inside: Piece[] = []
  let at = 0
  for (const piece of readPieces(html)) {
    const text = piece.text.slice(Math.max(0, start - at), Math.max(0, last - at))
    if (text) inside.push({ ...piece, text })
    at += piece.text.length
  }
  const text = joinOpenly(inside, mentionSign)
    .slice(0, longestQuote)
    .replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '')
    .trim()
  const isCut = last < Math.min(end, at)
  return {
    text: isCut ? `${text}…` : text,
    mentions: inside.flatMap(({ mention, isHidden }) => (mention === undefined || isHidden ? [] : [mention])),
  }
}
