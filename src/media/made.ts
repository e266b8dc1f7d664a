import type { Variant } from './image-record.ts'

/** Widths; what is smaller is not blown up. */
export const SIZES = [1920, 960, 320] as const
/** Width and height of a face. */
export const FACE = 192

export interface Made {
  width: number
  height: number
  isAnimated: boolean
  hash: string
  variants: (Variant & { body: Buffer })[]
}

/** Why a file is no picture for us, as a sentence for its owner. */
export class Unreadable extends Error {}
