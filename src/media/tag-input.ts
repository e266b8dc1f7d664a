import { z } from 'zod'
import { type Box, makeBox } from './tag-box.ts'

/** Programs send numbers, forms send what was typed. An empty field says nothing. */
const fraction = z
  .union(
    [
      z.number(),
      z.literal('').transform(() => undefined),
      z
        .string()
        .regex(/^-?\d{0,4}(\.\d{1,20})?$/)
        .transform(Number),
    ],
    'Please give a number.',
  )
  .optional()

const names = ['x', 'y', 'w', 'h'] as const
export const boxFields = {
  x: fraction,
  y: fraction,
  w: fraction,
  h: fraction,
  /** The same in percent, as people type them. */
  left: fraction,
  top: fraction,
  across: fraction,
  down: fraction,
}

type Numbers = { [name in keyof typeof boxFields]?: number | undefined }

/** @throws Invalid */
export function boxIn(given: Numbers): Box | undefined {
  const percents = [given.left, given.top, given.across, given.down]
  const pairs = names.map((name, at) => {
    const percent = percents[at]
    return [name, given[name] ?? (percent === undefined ? undefined : percent / 100)] as const
  })
  return makeBox(Object.fromEntries(pairs))
}
