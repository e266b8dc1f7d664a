import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Every icon that a view or script may use; the sprite holds these and no others. */
export const iconNames = [
  'arrow-down',
  'arrow-up',
  'bell',
  'bell-off',
  'bold',
  'bookmark',
  'check',
  'chevron-down',
  'chevron-left',
  'chevron-right',
  'circle-alert',
  'clock',
  'code',
  'eye',
  'eye-off',
  'flag',
  'heart',
  'history',
  'image',
  'image-plus',
  'info',
  'italic',
  'link',
  'list',
  'lock',
  'message-square',
  'pencil',
  'pin',
  'plus',
  'quote',
  'reply',
  'rss',
  'search',
  'settings',
  'shield',
  'square-pen',
  'tag',
  'thumbs-down',
  'thumbs-up',
  'trash-2',
  'user',
  'users',
  'x',
] as const

export type IconName = (typeof iconNames)[number]

const known: ReadonlySet<string> = new Set(iconNames)

export function isIcon(name: string): name is IconName {
  return known.has(name)
}

const source = join(dirname(fileURLToPath(import.meta.resolve('lucide-static/package.json'))), 'icons')

function symbolOf(name: IconName): string {
  const svg = readFileSync(join(source, `${name}.svg`), 'utf8')
  const shapes = svg
    .slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'))
    .replace(/\s+/g, ' ')
    .replaceAll('> <', '><')
    .trim()
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${shapes}</symbol>`
}

/** All icons as one SVG file of symbols, each under its name. */
export function makeSprite(): string {
  return `<svg xmlns="http://www.w3.org/2000/svg">${iconNames.map(symbolOf).join('')}</svg>`
}

/** The mark of the site: two voices that share one line. */
export function makeFavicon(): string {
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">',
    '<style>path{fill:#12615a}@media(prefers-color-scheme:dark){path{fill:#7fc9bd}}</style>',
    '<path d="M5 4h16a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3h-9l-6 5v-5H5a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3z"/>',
    '<path d="M27 12a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3h-1v4l-5-4h-6a3 3 0 0 1-2.6-1.5l2.6-2.5H21a6 6 0 0 0 6-6z" opacity=".55"/>',
    '</svg>',
  ].join('')
}
