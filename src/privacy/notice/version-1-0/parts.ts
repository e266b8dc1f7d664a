import type { Part } from '../text.ts'
import { bases } from './bases.ts'
import { collectedByMachines } from './collected-by-machines.ts'
import { control } from './control.ts'
import { givenByYou } from './given-by-you.ts'
import { introduction } from './introduction.ts'
import { otherMatters } from './other-matters.ts'
import { sharing } from './sharing.ts'
import { whatWeProcess } from './what-we-process.ts'

/** Version 1.0, published on 22 November 2026. It is never changed: see `published.ts`. */
export const parts: readonly Part[] = [
  introduction,
  whatWeProcess,
  bases,
  givenByYou,
  collectedByMachines,
  sharing,
  control,
  otherMatters,
]
