import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Account } from '../../src/auth/account.ts'
import { draftPlaceOf } from '../../src/drafts/draft-images.ts'
import type { Board } from '../../src/forum/board.ts'
import { addPost } from '../../src/forum/reply.ts'
import { acceptFile } from '../../src/media/accept.ts'
import { makeAccount } from './accounts.ts'
import { makeTopic } from './forum.ts'

interface Wanted {
  author?: Account
  board?: Board
  alt?: string
  title?: string
}

/** A wall and a sky, drawn for the purpose. */
function draw(): Promise<Buffer> {
  const rows = Array.from({ length: 9 }, (_, row) =>
    Array.from({ length: 12 }, (_, at) => {
      const x = at * 70 - (row % 2) * 35
      return `<rect x="${x}" y="${260 + row * 30}" width="66" height="26" fill="hsl(${14 + ((row * at) % 9)} 45% ${38 + ((row + at) % 5) * 4}%)"/>`
    }).join(''),
  ).join('')
  const scene = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="530"><rect width="800" height="530" fill="#bcd3e6"/><circle cx="640" cy="110" r="50" fill="#ffe9a8"/><ellipse cx="180" cy="230" rx="90" ry="60" fill="#5d7f4c"/>${rows}</svg>`
  return sharp(Buffer.from(scene)).jpeg().toBuffer()
}

/** A topic whose second post shows a picture, made as a member makes it. */
export async function makePicturedTopic(wanted: Wanted = {}) {
  const author = wanted.author ?? (await makeAccount())
  const { board, title } = wanted
  const made = await makeTopic({ author, ...(board && { board }), ...(title && { title }) })
  const folder = await mkdtemp(join(tmpdir(), 'parley-picture-'))
  const path = join(folder, 'wall.jpg')
  await sharp(await draw()).toFile(path)
  const place = draftPlaceOf(author._id, `reply:${made.id}`)
  const file = { path, name: 'wall.jpg', isTooLarge: false }
  const accepted = await acceptFile(file, {
    owner: author._id,
    place,
    alt: wanted.alt ?? 'A wall in the sun',
  })
  await rm(folder, { recursive: true })
  if (!('image' in accepted)) throw new Error(accepted.why)
  const { image } = accepted
  const pictures = {
    files: [],
    fileAlts: [],
    added: [image._id],
    keep: undefined,
    alts: new Map(),
    dropped: [],
    leftOut: 0,
  }
  const { post } = await addPost(author, made.id, { body: 'Look at this.', pictures })
  return { ...made, author, post, image: String(image._id), address: `/images/${image._id}` }
}
