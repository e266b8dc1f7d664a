/** What the demo's drawings have in common: strings of SVG, no library, no fonts but the plain ones. */
export interface Picture {
  svg: string
  /** What somebody who cannot see it should know. */
  alt: string
}

export const WIDE = 1600
export const HIGH = 1000

export type Point = readonly [x: number, y: number]

export function sheet(content: string, background: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDE}" height="${HIGH}" viewBox="0 0 ${WIDE} ${HIGH}"><rect width="100%" height="100%" fill="${background}"/>${content}</svg>`
}

const round = (value: number) => Math.round(value * 10) / 10

export function polygon(points: readonly Point[], fill: string, more = ''): string {
  return `<polygon points="${points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ')}" fill="${fill}" ${more}/>`
}

export function path(points: readonly Point[], stroke: string, width: number, more = ''): string {
  const line = points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('')
  return `<path d="${line}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linejoin="round" stroke-linecap="round" ${more}/>`
}

export interface Box {
  x: number
  y: number
  w: number
  h: number
}

export function box({ x, y, w, h }: Box, fill: string, more = ''): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}" fill="${fill}" ${more}/>`
}

export function circle([x, y]: Point, r: number, fill: string, more = ''): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${round(r)}" fill="${fill}" ${more}/>`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

export function label([x, y]: Point, words: string, size = 30, more = ''): string {
  const escaped = words.replace(/[&<>]/g, (sign) => entities[sign] ?? sign)
  return `<text x="${round(x)}" y="${round(y)}" font-family="DejaVu Sans, Helvetica, Arial, sans-serif" font-size="${size}" fill="#33312c" ${more}>${escaped}</text>`
}

/** A colour between two, both as #rrggbb. */
export function blend(from: string, to: string, part: number): string {
  const at = (colour: string, index: number) =>
    Number.parseInt(colour.slice(1 + index * 2, 3 + index * 2), 16)
  return `#${[0, 1, 2]
    .map((index) => Math.round(at(from, index) * (1 - part) + at(to, index) * part))
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`
}
