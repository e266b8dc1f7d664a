import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImageStore } from './store.ts'

const isHere = (error: NodeJS.ErrnoException) => {
  if (error.code !== 'ENOENT') throw error
}

/** A folder for each image, in 256 folders, because file systems dislike a million names in one. */
export class FolderStore implements ImageStore {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  async put(image: string, size: number, bytes: Buffer): Promise<void> {
    const folder = this.#folderOf(image)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const path = join(folder, `${size}.webp`)
    // Whole or not at all, and on the disk: a name that is there can be trusted after a crash.
    const file = await open(`${path}.part`, 'w', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(`${path}.part`, path)
  }

  async get(image: string, size: number): Promise<Buffer | undefined> {
    return (await readFile(join(this.#folderOf(image), `${size}.webp`)).catch(isHere)) ?? undefined
  }

  async remove(image: string): Promise<void> {
    await rm(this.#folderOf(image), { recursive: true, force: true })
  }

  async *list(): AsyncIterable<{ image: string; at: Date }> {
    for (const part of (await readdir(this.#root).catch(isHere)) ?? [])
      for (const image of await readdir(join(this.#root, part))) {
        const found = await stat(join(this.#root, part, image)).catch(isHere)
        if (found) yield { image, at: found.mtime }
      }
  }

  /** By its end: the beginning of an id is its time, and would fill one folder after the other. */
  #folderOf(image: string): string {
    return join(this.#root, image.slice(-2), image)
  }
}
