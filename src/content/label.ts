import { fold } from './fold.ts'

export const MOST_LABEL = 40

/**
 * What two labels have in common that people would call the same: "Red Brick", "red  brick" and "réd-brick" are
 * `red-brick`. Signs that mean something in a name (C++, C#, ☕) stay.
 * @returns the empty string where nothing is left that could be found again
 */
export function labelKey(label: string): string {
  return fold(label)
    .replace(/[^\p{L}\p{N}\p{M}\p{S}#]+/gu, '-')
    .replace(/^-+|-+$/g, '')
}

/** The page of all that carries the label. */
export function labelPath(key: string): string {
  return `/tag/${encodeURIComponent(key)}`
}
