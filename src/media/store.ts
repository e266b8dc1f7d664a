import { join } from 'node:path'
import { config } from '../config.ts'
import { declareStore } from '../database/stores.ts'
import { FolderStore } from './folder-store.ts'
import { GridStore } from './grid-store.ts'

/** Where the bytes of pictures are: one file for each size of each image. */
export interface ImageStore {
  /** Durable when it returns. */
  put(image: string, size: number, bytes: Buffer): Promise<void>
  get(image: string, size: number): Promise<Buffer | undefined>
  /** Every size of it; as often as wanted. */
  remove(image: string): Promise<void>
  /** The images that have files, and when the newest of them was written. */
  list(): AsyncIterable<{ image: string; at: Date }>
}

declareStore({
  name: 'images/',
  kind: 'folder',
  personal: {
    whose: 'author',
    purpose: 'pictures you show, in three sizes; the original is not kept',
    clause: 'N8',
    retention: 'post_image_tag_reaction',
    export: true,
    erasure: 'delete',
  },
})

function makeStore(): ImageStore {
  return config.mongodbUri ? new GridStore() : new FolderStore(join(config.dataDir, 'images'))
}

export const imageStore: ImageStore = makeStore()
