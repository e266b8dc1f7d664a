import { label, type Point, path, polygon } from './svg.ts'

/** What plans and maps have in common. */
export const INK = '#3a372f'
export const centred = 'text-anchor="middle"'

export const title = (words: string) => label([70, 90], words, 46, 'font-weight="bold"')

export function north([x, y]: Point): string {
  return (
    polygon(
      [
        [x, y - 60],
        [x + 20, y + 10],
        [x, y],
        [x - 20, y + 10],
      ],
      INK,
    ) + label([x, y + 50], 'N', 30, centred)
  )
}

export function scaleBar(metres: number, pixels: number): string {
  return (
    path(
      [
        [70, 940],
        [70 + pixels, 940],
      ],
      INK,
      8,
    ) + label([70 + pixels + 20, 950], `${metres} metres`, 28)
  )
}
