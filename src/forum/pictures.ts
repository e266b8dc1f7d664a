import { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { touchDraft } from '../drafts/draft.ts'
import { draftPlaceOf } from '../drafts/draft-images.ts'
import { Invalid } from '../errors.ts'
import { acceptFile, type Incoming } from '../media/accept.ts'
import { altsOf, altWords, listOf } from '../media/alt-words.ts'
import { findImages, findImagesAt, type StandingImage, saveAlt } from '../media/image.ts'

export const MOST_PICTURES = 10

/** What a form says about pictures: files that came with it, and those that are there already. */
export interface Pictures {
  files: Incoming[]
  /** What the files show, in their order. */
  fileAlts: string[]
  /** Ids of those that came just now and are part of the draft. */
  added: Types.ObjectId[]
  /** Ids in the order wanted; undefined where the form does not speak of them. */
  keep: string[] | undefined
  /** What those show, where the form says it. */
  alts: Map<string, string>
  /** Ids that the form showed and that are not wanted any more. */
  dropped: string[]
  /** Files that were left out because no more fit. */
  leftOut: number
}

/**
 * Reads `images` (files), `imageAlt` (same order), `keepImages` (ids) and, for those that are kept, `alt-<id>` and
 * `place-<id>` (a number: browsers without scripts order them so).
 */
export function readPictures(body: Record<string, unknown>, files: Incoming[] = [], leftOut = 0): Pictures {
  const named = (kind: string, id: string) => {
    const value = body[`${kind}-${id}`]
    return typeof value === 'string' ? value : undefined
  }
  const given = listOf(body.keepImages)
  const keep = given && [...new Set(given.filter((id) => /^[0-9a-f]{24}$/.test(id)))]
  const placeOf = (id: string) => Number(named('place', id)) || Number.POSITIVE_INFINITY
  const alts = (keep ?? []).flatMap((id): [string, string][] => {
    const alt = named('alt', id)
    return alt === undefined ? [] : [[id, altWords(alt)]]
  })
  return {
    files,
    added: [],
    fileAlts: altsOf(body.imageAlt),
    // Stable: where no places are told, or the same, the order of the form stays.
    keep: keep?.sort((a, b) => placeOf(a) - placeOf(b) || 0),
    alts: new Map(alts),
    dropped: Object.keys(body).flatMap((name) => {
      const [, id] = /^alt-([0-9a-f]{24})$/.exec(name) ?? []
      return id && keep && !keep.includes(id) ? [id] : []
    }),
    leftOut,
  }
}

/**
 * Makes images of the files that came with a form, as part of the draft: whatever else is wrong with the form, they are
 * not lost.
 * @throws Invalid with the reasons, once those that are good are kept
 */
export async function keepPictures(author: Account, key: string, pictures: Pictures): Promise<Pictures> {
  const { files, fileAlts } = pictures
  if (files.length === 0 && pictures.leftOut === 0) return pictures
  const place = draftPlaceOf(author._id, key)
  const room = MOST_PICTURES - (await findImagesAt(place)).length
  const added: Types.ObjectId[] = []
  const faults: string[] = []
  for (const [at, file] of files.slice(0, Math.max(0, room)).entries()) {
    const accepted = await acceptFile(file, { owner: author._id, place, alt: fileAlts[at] ?? '' })
    if ('image' in accepted) added.push(accepted.image._id)
    else faults.push(accepted.why)
  }
  if (added.length > 0) await touchDraft(author._id, key)
  if (pictures.leftOut > 0 || files.length > room) faults.push(tooMany)
  if (faults.length > 0) throw new Invalid({ images: faults.join(' ') })
  return { ...pictures, files: [], added }
}

const tooMany =
  'A post takes ten pictures. The first ones are kept with your draft; the others were left out.'

/** Does the form say something else than before about a picture that hangs there already? */
export async function saysOtherwise(
  { alts }: Pick<Pictures, 'alts'>,
  own: readonly Types.ObjectId[],
): Promise<boolean> {
  const found = await findImages(own.filter((id) => alts.has(String(id))))
  return found.some(({ _id, alt, hiddenBy }) => !hiddenBy && alts.get(String(_id)) !== alt)
}

/**
 * The pictures that a post is to have, in order, all of them the author's: those that are kept and those that came now.
 * @param own those that hang on the post already
 */
export async function gatherPictures(
  author: Account,
  key: string,
  { keep, added, alts }: Pick<Pictures, 'keep' | 'added' | 'alts'>,
  own: readonly Types.ObjectId[] = [],
): Promise<Types.ObjectId[]> {
  const wanted = [...(keep?.map((id) => new Types.ObjectId(id)) ?? own), ...added]
  if (wanted.length > MOST_PICTURES) throw new Invalid({ images: tooMany })
  const found = await findImages(wanted)
  const place = draftPlaceOf(author._id, key)
  const isMine = (image: StandingImage) =>
    own.some((id) => id.equals(image._id)) || (image.place.kind === 'draft' && image.place.id === place.id)
  // Of its own ones some may have been removed one by one.
  const isWhole =
    found.length === wanted.length || (!keep && added.every((id) => found.some(({ _id }) => id.equals(_id))))
  if (!found.every(isMine) || !isWhole)
    throw new Invalid({
      images: 'One of the pictures is not yours to show here, or is gone. Please look at them again.',
    })
  for (const { _id, alt } of found) {
    const words = alts.get(String(_id))
    if (words !== undefined && words !== alt) await saveAlt(_id, words)
  }
  return found.map(({ _id }) => _id)
}
