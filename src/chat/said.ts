import type { Incoming } from '../media/accept.ts'
import { altsOf } from '../media/alt-words.ts'
import type { NewPictures } from './pictures.ts'

/** What a form says about pictures: `images` (files) and `imageAlt` (same order; one field has a line for each). */
export function readPictures(
  body: Record<string, unknown> | undefined,
  files: readonly Incoming[] = [],
  leftOut = 0,
): NewPictures | undefined {
  if (files.length === 0 && leftOut === 0) return undefined
  return { files, alts: altsOf(body?.imageAlt), leftOut }
}
