import { diffArrays } from 'diff'

export interface Difference {
  kind: 'same' | 'added' | 'removed'
  text: string
}

/**
 * The work grows with words times edits. Where two texts differ more than this, line by line is shown, and where that is
 * too much as well, the old and the new whole: such a diff says nothing to a reader anyway.
 */
const mostEdits = { words: 1000, lines: 1000 }

function splitWords(text: string): string[] {
  return text.match(/\n|[^\S\n]+|[\p{L}\p{N}\p{M}_]+|[^\s\p{L}\p{N}\p{M}_]/gu) ?? []
}

function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? []
}

function compare(before: string[], after: string[], maxEditLength: number): Difference[] | undefined {
  const changes = diffArrays(before, after, { maxEditLength })
  return changes?.map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value.join(''),
  }))
}

function countCommon(before: string[], after: string[], most: number, fromEnd: boolean): number {
  let count = 0
  const at = (words: string[]) => (fromEnd ? words[words.length - 1 - count] : words[count])
  while (count < most && at(before) === at(after)) count++
  return count
}

function joinNeighbours(parts: Difference[]): Difference[] {
  const joined: Difference[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (last?.kind === part.kind) last.text += part.text
    else if (part.text !== '') joined.push({ ...part })
  }
  return joined
}

/**
 * What changed between two texts, in reading order: the same and removed parts together are `before`, the same and
 * added parts `after`. Takes well under a second for the longest posts, whatever is in them.
 */
export function diffWords(before: string, after: string): Difference[] {
  const old = splitWords(before)
  const fresh = splitWords(after)
  const shorter = Math.min(old.length, fresh.length)
  const head = countCommon(old, fresh, shorter, false)
  const tail = countCommon(old, fresh, shorter - head, true)
  const oldMiddle = old.slice(head, old.length - tail)
  const freshMiddle = fresh.slice(head, fresh.length - tail)
  const middle = compare(oldMiddle, freshMiddle, mostEdits.words) ??
    compare(splitLines(oldMiddle.join('')), splitLines(freshMiddle.join('')), mostEdits.lines) ?? [
      { kind: 'removed', text: oldMiddle.join('') },
      { kind: 'added', text: freshMiddle.join('') },
    ]
  return joinNeighbours([
    { kind: 'same', text: old.slice(0, head).join('') },
    ...middle,
    { kind: 'same', text: old.slice(old.length - tail).join('') },
  ])
}
