import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Account } from '../../src/auth/account.ts'
import { keepPictures, readPictures } from '../../src/forum/pictures.ts'
import { addPost } from '../../src/forum/reply.ts'
import { temporaryFolder } from './temporary.ts'

/** A landscape as JPEG; each one looks different. */
export function makeJpeg(width = 640, height = 480): Promise<Buffer> {
  const [red = 0, green = 0, blue = 0] = randomBytes(3)
  const hill = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><path d="M0 ${height * 0.7} Q${width * 0.4} ${height * (0.2 + green / 600)} ${width} ${height * 0.6} V${height} H0Z" fill="#264"/></svg>`,
  )
  const background = { r: red, g: green, b: blue }
  return sharp({ create: { width, height, channels: 3, background } })
    .composite([{ input: hill }])
    .jpeg()
    .toBuffer()
}

/** An animation of three colours. */
export async function makeGif(): Promise<Buffer> {
  const frames = ['red', 'green', 'blue'].map((background) =>
    sharp({ create: { width: 400, height: 300, channels: 4, background } })
      .png()
      .toBuffer(),
  )
  return sharp(await Promise.all(frames), { join: { animated: true } })
    .gif({ delay: [80, 80, 80] })
    .toBuffer()
}

export function inFile(
  bytes: Buffer | string,
  name = 'picture.jpg',
): { path: string; name: string; isTooLarge: boolean } {
  const path = join(temporaryFolder('picture'), 'file')
  writeFileSync(path, bytes)
  return { path, name, isTooLarge: false }
}

/** A reply with pictures, as the form makes it. @returns the post, and the ids of its images */
export async function makePictured(author: Account, topic: number, alts: string[] = ['Hills']) {
  const files = []
  for (const _ of alts) files.push(inFile(await makeJpeg()))
  const pictures = await keepPictures(author, `reply:${topic}`, readPictures({ imageAlt: alts }, files))
  const made = await addPost(author, topic, { body: 'Look at this.', pictures })
  return { ...made, images: (made.post.images ?? []).map(String) }
}
