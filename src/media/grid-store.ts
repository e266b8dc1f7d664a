import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import mongoose from 'mongoose'
import type { PersonalEntry } from '../database/personal.ts'
import { declareStore } from '../database/stores.ts'
import type { ImageStore } from './store.ts'

const personal: PersonalEntry = {
  whose: 'author',
  purpose: 'pictures you show, in three sizes; the original is not kept',
  clause: 'N8',
  retention: 'post_image_tag_reaction',
  export: true,
  erasure: 'delete',
}
declareStore({ name: 'pictures.files', kind: 'collection', personal })
declareStore({ name: 'pictures.chunks', kind: 'collection', personal })

const nameOf = (image: string, size: number) => `${image}/${size}`

/** In the database, so that every process sees the pictures: for `MONGODB_URI`. */
export class GridStore implements ImageStore {
  #made: { bucket: mongoose.mongo.GridFSBucket; of: unknown } | undefined

  async put(image: string, size: number, bytes: Buffer): Promise<void> {
    const upload = this.#bucket.openUploadStream(nameOf(image, size), { metadata: { image } })
    await pipeline([bytes], upload)
  }

  async get(image: string, size: number): Promise<Buffer | undefined> {
    const [file] = await this.#bucket
      .find({ filename: nameOf(image, size) })
      .sort({ uploadDate: -1 })
      .limit(1)
      .toArray()
    return file && buffer(this.#bucket.openDownloadStream(file._id))
  }

  async remove(image: string): Promise<void> {
    const files = await this.#bucket.find({ filename: { $gte: `${image}/`, $lt: `${image}0` } }).toArray()
    for (const { _id } of files) await this.#bucket.delete(_id).catch(isGone)
  }

  async *list(): AsyncIterable<{ image: string; at: Date }> {
    let last: { image: string; at: Date } | undefined
    for await (const { filename, uploadDate } of this.#bucket.find().sort({ filename: 1 })) {
      const [image = ''] = filename.split('/')
      if (last && last.image !== image) yield last
      last = { image, at: uploadDate }
    }
    if (last) yield last
  }

  /** Of the connection as it is now: tests and a second start open another one. */
  get #bucket(): mongoose.mongo.GridFSBucket {
    const { db } = mongoose.connection
    if (!db) throw new Error('There is no database to keep pictures in.')
    if (this.#made?.of !== db)
      this.#made = { bucket: new mongoose.mongo.GridFSBucket(db, { bucketName: 'pictures' }), of: db }
    return this.#made.bucket
  }
}

/** Another process removed it at the same moment. */
function isGone(error: Error): void {
  if (!/not found/i.test(error.message)) throw error
}
