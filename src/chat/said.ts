import { z } from 'zod'
import type { Incoming } from '../media/accept.ts'
import type { NewPictures } from './pictures.ts'

const MOST_ALT = 500

const list = z
  .union([z.string(), z.array(z.string()).max(20)])
  .transform((value) => [value].flat())
  .optional()
  .catch(undefined)

const oneLine = (text: string) =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MOST_ALT)

/** What a form says about pictures: `images` (files) and `imageAlt` (same order; one field has a line for each). */
export function readPictures(
  body: Record<string, unknown> | undefined,
  files: readonly Incoming[] = [],
  leftOut = 0,
): NewPictures | undefined {
  if (files.length === 0 && leftOut === 0) return undefined
  const alts = (list.parse(body?.imageAlt) ?? []).flatMap((text) => text.split('\n')).map(oneLine)
  return { files, alts, leftOut }
}
