import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { labelPath } from '../content/label.ts'
import { cutPage, type Place, writePlace } from './cursor.ts'
import { boardsToList, showList } from './lists.view.ts'
import { listTaggedImages } from './tagged.ts'
import { findByActivity } from './topic-list.ts'

const TOPICS = 15

type Viewer = Account | undefined

/** Topics with the label, newest activity first. */
export async function taggedTopics(viewer: Viewer, key: string, before?: Place) {
  const boards = await boardsToList(viewer)
  const found = await findByActivity({ 'labels.key': key, board: { $in: boards } }, before, TOPICS + 1)
  const list = cutPage(found, TOPICS, (topic) => writePlace(topic.lastAt, topic._id))
  const address = `${labelPath(key)}/topics`
  const shown = await showList(viewer, list, { address, before })
  const words = found.flatMap(({ labels = [] }) => labels.filter((label) => label.key === key))[0]?.words
  return { ...shown, words }
}

export async function taggedImages(viewer: Viewer, key: string, before?: Types.ObjectId) {
  const { images, words, next, tags } = await listTaggedImages(viewer, key, before)
  const address = `${labelPath(key)}/images`
  return {
    model: { images, next: next && `${address}?before=${next}`, previous: before && address },
    words,
    tags,
  }
}

/** All that carries the label and that the reader may see: the first of each kind, and where the others are. */
export async function showTagged(viewer: Viewer, key: string) {
  const [topics, images] = await Promise.all([taggedTopics(viewer, key), taggedImages(viewer, key)])
  const words = topics.words ?? images.words ?? key.replaceAll('-', ' ')
  return {
    words,
    isEmpty: topics.model.topics.length + topics.model.muted.length + images.model.images.length === 0,
    tags: [...topics.tags, ...images.tags],
    model: {
      label: words,
      key,
      images: images.model.images,
      moreImages: images.model.next,
      topics: topics.model.topics,
      muted: topics.model.muted,
      moreTopics: topics.model.next,
    },
  }
}
