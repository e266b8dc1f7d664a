import { Invalid } from '../errors.ts'

/** A part of a picture, in fractions of its width and height from the upper left corner. */
export interface Box {
  x: number
  y: number
  w: number
  h: number
}

/** Browsers round; a hair over the edge is the edge. */
const HAIR = 0.002
const DIGITS = 10_000

const rounded = (value: number) => Math.round(value * DIGITS) / DIGITS

/** What was given for a box: all four numbers, or none of them for the whole picture. */
export type GivenBox = Partial<Record<keyof Box, number | undefined>>

/** @throws Invalid where it is not whole, has no size, or does not lie inside the picture */
export function makeBox({ x, y, w, h }: GivenBox): Box | undefined {
  if (x === undefined && y === undefined && w === undefined && h === undefined) return undefined
  if (x === undefined || y === undefined || w === undefined || h === undefined)
    throw new Invalid({ box: 'A box needs all four numbers. Leave all of them empty for the whole picture.' })
  const isInside = [x, y].every((start) => start >= -HAIR) && x + w <= 1 + HAIR && y + h <= 1 + HAIR
  if (!isInside) throw new Invalid({ box: 'The box has to lie inside the picture.' })
  const [left, top] = [Math.max(0, x), Math.max(0, y)].map(rounded) as [number, number]
  const box = { x: left, y: top, w: rounded(Math.min(w, 1 - left)), h: rounded(Math.min(h, 1 - top)) }
  if (!(box.w > 0 && box.h > 0)) throw new Invalid({ box: 'The box has no size. Please make it larger.' })
  return box
}

/** Boxes that nobody could tell apart have the same key. */
export function boxKey(box: Box | undefined): string {
  return box ? [box.x, box.y, box.w, box.h].map((value) => value.toFixed(2)).join() : ''
}
