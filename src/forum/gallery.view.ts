import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { findImages } from '../media/image.ts'
import { showImage } from '../media/image.view.ts'
import { visibleBoardIds } from './board-list.ts'
import { cutPage } from './cursor.ts'
import { type Post, Posts } from './post.ts'
import { findShownAccount, isSame } from './profile.view.ts'

const PAGE = 24
/** On the profile itself. */
const FEW = 6

export interface Thumb {
  href: string
  src: string
  width: number
  height: number
  alt: string
}

export interface Gallery {
  pictures: Thumb[]
  next: string | undefined
  /** Tags of everything that is shown. */
  tags: string[]
}

type Pictured = Pick<Post, '_id' | 'images'>

/** Pictures of a member's posts that the reader may see, newest post first; a post's pictures stay together. */
export async function listPictures(
  viewer: Account | undefined,
  author: Types.ObjectId,
  before?: Types.ObjectId,
  size = PAGE,
): Promise<Gallery> {
  const boards = await visibleBoardIds(viewer)
  const range = before ? { _id: { $lt: before } } : {}
  const found = await Posts.find(
    { author, board: { $in: boards }, removedAt: null, 'images.0': { $exists: true }, ...range },
    'images',
  )
    .sort({ _id: -1 })
    .limit(size + 1)
    .lean<Pictured[]>()
  const { items, next } = cutPage(found, size, (post) => String(post._id))
  const all = await findImages(items.flatMap((post) => post.images ?? []))
  const images = all.filter(({ hiddenBy }) => !hiddenBy)
  return {
    pictures: images.map((image) => {
      const { href, width, height, alt } = showImage(image)
      return { href, src: `${href}/320`, width, height, alt }
    }),
    next,
    tags: [...items.map(({ _id }) => `post:${_id}`), ...all.map(({ _id }) => `image:${_id}`)],
  }
}

export async function fewPictures(viewer: Account | undefined, author: Types.ObjectId): Promise<Gallery> {
  const { pictures, next, tags } = await listPictures(viewer, author, undefined, FEW)
  return { pictures: pictures.slice(0, FEW), next, tags }
}

/** @throws NotFound */
export async function showGallery(
  viewer: Account | undefined,
  username: string,
  before: Types.ObjectId | undefined,
) {
  const account = await findShownAccount(viewer, username)
  const { pictures, next, tags } = await listPictures(viewer, account._id, before)
  const address = `/u/${account.username}/pictures`
  return {
    account,
    address,
    tags: [`account:${account._id}`, `posts-by:${account._id}`, ...tags],
    model: {
      username: account.username,
      name: account.name,
      isOwn: isSame(viewer, account),
      pictures,
      next: next && `${address}?before=${next}`,
      previous: before && address,
    },
  }
}
