/**
 * The beginning of a text on one line, cut between words.
 * @param length in UTF-16 units, the ellipsis included.
 */
export function excerpt(text: string, length: number): string {
  // White space may be most of the text, but not all of a long text has to be read for a short line.
  const line = text
    .slice(0, length * 20)
    .replace(/\s+/g, ' ')
    .trim()
  if (line.length <= length) return line
  const cut = line
    .slice(0, Math.max(0, length - 1))
    .toWellFormed()
    .replace(/\uFFFD$/, '')
  const lastSpace = line[length - 1] === ' ' ? cut.length : cut.lastIndexOf(' ')
  // A single very long word is cut in the middle rather than leaving almost nothing.
  const words = lastSpace > length / 2 ? cut.slice(0, lastSpace) : cut
  return `${words.replace(/[\s.…,;:–—-]+$/, '')}…`
}
