import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Incoming } from '../../media/accept.ts'
import { drawPicture } from './pictures.ts'

/** The middle one of the widths that are kept: large enough to look at, and quickly made. */
const WIDTH = 960

/** Drawings as files, as a browser would send them. */
export interface PictureFiles {
  file(name: string): Promise<Incoming & { alt: string }>
  remove(): Promise<void>
}

export async function openPictureFiles(): Promise<PictureFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-demo-'))
  return {
    async file(name) {
      const { svg, alt } = drawPicture(name)
      const path = join(folder, `${name}.png`)
      await sharp(Buffer.from(svg)).resize(WIDTH).png({ compressionLevel: 1 }).toFile(path)
      return { path, name: `${name}.png`, isTooLarge: false, alt }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
