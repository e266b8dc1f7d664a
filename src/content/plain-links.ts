import { isSafeLink } from './links.ts'

/** A piece of a plain text, perhaps an address one can follow. */
export interface PlainPiece {
  text: string
  href?: string
}

const address = /https?:\/\/[^\s<>"'\p{C}]+/giu
const MOST_LINKS = 50

/** What follows an address in a sentence, and a bracket that was opened before it, are no part of it. */
function trimmed(found: string): string {
  let text = found.replace(/[.,;:!?…]+$/u, '')
  while (/[)\]]$/.test(text) && !/[([]/.test(text)) text = text.slice(0, -1).replace(/[.,;:!?…]+$/u, '')
  return text
}

/** The text as it is, cut where web addresses stand in it: the template escapes each piece. */
export function linkPieces(text: string): PlainPiece[] {
  const pieces: PlainPiece[] = []
  let end = 0
  for (const { 0: found, index } of text.matchAll(address)) {
    const href = trimmed(found)
    if (pieces.length >= 2 * MOST_LINKS || !isSafeLink(href)) continue
    if (index > end) pieces.push({ text: text.slice(end, index) })
    pieces.push({ text: href, href })
    end = index + href.length
  }
  if (end < text.length) pieces.push({ text: text.slice(end) })
  return pieces
}
