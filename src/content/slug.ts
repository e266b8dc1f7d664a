import { fold } from './fold.ts'

const longest = 80

/** Decoration for addresses: a title in Latin letters, digits and hyphens; `topic` when nothing is left. */
export function slugify(title: string): string {
  const words = fold(title.slice(0, 1000))
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  if (words.length <= longest) return words || 'topic'
  const cut = words.slice(0, longest + 1)
  const lastHyphen = cut.lastIndexOf('-')
  return lastHyphen > longest / 2 ? cut.slice(0, lastHyphen) : words.slice(0, longest)
}
