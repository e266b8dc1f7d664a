import { Types } from 'mongoose'
import type { Hiding } from '../auth/hiding.ts'
import {
  clearFace,
  hideFace,
  hideProfile,
  showFace,
  showProfile,
  wipeProfile,
} from '../auth/profile-hiding.ts'
import { changed } from '../live/bus.ts'
import { hideImage, loadImage, showImageAgain, standing } from './image.ts'
import { removeImages } from './removal.ts'
import { deleteHiddenTag, findTagsOn, hideTag, sayTagged, showTag, Tags } from './tag.ts'

/** The picture, and the pages that list it by what is tagged in it. */
async function sayShown(id: string): Promise<void> {
  const tags = await findTagsOn([new Types.ObjectId(id)], ['accepted'])
  await changed(`image:${id}`)
  await sayTagged(...tags)
}

/** A picture, reversibly, in every size and wherever it stands (N9). As often as wanted; nothing but a decision calls it. */
export const imageHiding = {
  async hide(id: string, hiding: Hiding): Promise<void> {
    await hideImage(id, hiding)
    const image = standing(await loadImage(id))
    if (image?.place.kind === 'avatar') await hideFace(image.place.id, id)
    await sayShown(id)
  },
  async show(id: string, by: string): Promise<void> {
    const image = standing(await loadImage(id))
    if (image?.hiddenBy === by) {
      if (image.place.kind === 'avatar') await showFace(image.place.id, id)
      await showImageAgain(id, by)
    }
    await sayShown(id)
  },
  async destroy(id: string, by: string): Promise<void> {
    const image = standing(await loadImage(id))
    if (image && image.hiddenBy !== by) return
    if (image) await removeImages([image._id], by)
    await clearFace(id)
  },
}

/** What somebody says is to be seen in a picture. */
export const tagHiding = {
  async hide(id: string, hiding: Hiding): Promise<void> {
    await hideTag(id, hiding)
    await saySoon(id)
  },
  async show(id: string, by: string): Promise<void> {
    await showTag(id, by)
    await saySoon(id)
  },
  async destroy(id: string, by: string): Promise<void> {
    const gone = await deleteHiddenTag(id, by)
    if (gone) await sayTagged(gone)
  },
}

async function saySoon(id: string): Promise<void> {
  const tag = await Tags.findById(id, 'image key person').lean()
  if (tag) await sayTagged(tag)
}

/** What somebody shows of themselves: name, words and face. */
export const profileHiding = {
  async hide(id: string, hiding: Hiding): Promise<void> {
    const face = await hideProfile(id, hiding)
    if (face) await imageHiding.hide(face, hiding)
  },
  async show(id: string, by: string): Promise<void> {
    const face = await showProfile(id, by)
    if (face) await imageHiding.show(face, by)
  },
  async destroy(id: string, by: string): Promise<void> {
    const face = await wipeProfile(id, by)
    if (face) await imageHiding.destroy(face, by)
  },
}
