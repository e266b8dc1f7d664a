import { createWriteStream, mkdirSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import multer, { type Multer, MulterError, type StorageEngine } from 'multer'
import { config } from '../config.ts'
import { declareStore } from '../database/stores.ts'
import { Invalid } from '../errors.ts'

/** A file that came with a form, waiting to be read; it goes when the answer is out. */
export interface Upload {
  path: string
  /** As its owner calls it; never used as a path. */
  name: string
  bytes: number
  isTooLarge: boolean
}

declare global {
  namespace Express {
    interface Request {
      uploads?: Upload[]
      /** How many files came beyond those that fit. */
      uploadsLeftOut?: number
    }
  }
}

const folder = join(config.dataDir, 'incoming')

declareStore({
  name: 'incoming/',
  kind: 'folder',
  personal: {
    whose: 'author',
    purpose: 'files on their way in, until they are read',
    clause: 'N8',
    retention: 'draft',
    export: false,
    erasure: 'delete',
  },
})

export const MOST_FILE_BYTES = 10 * 1024 ** 2
const MOST_FIELD_BYTES = 1_000_000

/** Of a file that was cut off no path is known. What stays all the same goes at the next start. */
function drop(path: string | undefined): void {
  if (path) rm(path, { force: true }).catch(() => undefined)
}

/** Reads to the end what is too large, so that the words in the same form still arrive, but stores none of it. */
function storeIn(most: number): StorageEngine {
  return {
    _handleFile(_req, file, done) {
      const path = join(folder, crypto.randomUUID())
      let bytes = 0
      const meter = new Transform({
        transform(chunk: Buffer, _encoding, next) {
          bytes += chunk.length
          next(null, bytes > most ? undefined : chunk)
        },
      })
      pipeline(file.stream, meter, createWriteStream(path, { flags: 'wx', mode: 0o600 })).then(
        () => done(null, { path, size: bytes }),
        (error) => {
          drop(path)
          done(error)
        },
      )
    },
    _removeFile(_req, file, done) {
      drop(file.path)
      done(null)
    },
  }
}

/** Browsers send the name in UTF-8 and call it Latin-1. */
function nameOf(file: Express.Multer.File): string {
  return file.originalname.split(/[\\/]/).at(-1)?.slice(0, 100) ?? ''
}

function sayWhy(error: unknown): unknown {
  if (error instanceof MulterError)
    return new Invalid({ '': 'This form holds more than fits. Please send less.' })
  const { message = '' } = error as Error
  // busboy's words for forms that end early or have no boundary.
  return /boundary|Unexpected end of form|Malformed|Multipart|aborted/i.test(message)
    ? new Invalid({ '': 'Not everything arrived. Please send it again.' })
    : error
}

function refuseBrokenText(body: Record<string, unknown>): void {
  for (const value of Object.values(body).flat())
    if (typeof value === 'string' && value.includes('\ufffd'))
      throw new Invalid({ '': 'Some of what arrived is not readable text (UTF-8). Please type it again.' })
}

function noteUploads(req: Request): void {
  const files = (req.files ?? []) as Express.Multer.File[]
  // A form whose file field was left empty sends a file without a name and without a byte.
  req.uploads = files
    .filter(({ size, originalname }) => size > 0 || originalname !== '')
    .map((file) => ({
      path: file.path,
      name: nameOf(file),
      bytes: file.size,
      isTooLarge: file.size > MOST_FILE_BYTES,
    }))
  refuseBrokenText(req.body)
}

function cleanUpAfter(req: Request, res: Response): void {
  res.once('close', () => {
    for (const { path } of (req.files ?? []) as Express.Multer.File[]) drop(path)
  })
}

/** Lets the first so many files of a field in and counts the rest. */
function reader(field: string, most: number): Multer {
  return multer({
    storage: storeIn(MOST_FILE_BYTES),
    defParamCharset: 'utf8',
    limits: { fields: 100, fieldSize: MOST_FIELD_BYTES, fieldNameSize: 100, files: 100, headerPairs: 50 },
    fileFilter: (req, file, accept) => {
      const counted = (req.uploadsLeftOut ?? -most) + 1
      const isWanted = file.fieldname === field
      if (isWanted) req.uploadsLeftOut = counted
      accept(null, isWanted && counted <= 0)
    },
  })
}

/**
 * Reads a multipart form: fields to `req.body`, files of one field to `req.uploads`. Put it behind the gates: nobody's
 * files are read who may not send any. Other kinds of forms pass by, already read.
 */
export function takeFiles(field: string, most: number): RequestHandler {
  const read = reader(field, most).any()
  return (req: Request, res: Response, next: NextFunction) => {
    if (!req.is('multipart/form-data')) return next()
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    cleanUpAfter(req, res)
    read(req, res, (error: unknown) => {
      if (error) return next(sayWhy(error))
      req.uploadsLeftOut = Math.max(0, req.uploadsLeftOut ?? 0)
      try {
        noteUploads(req)
        next()
      } catch (fault) {
        next(fault)
      }
    })
  }
}

/** What a killed process left behind goes; the start calls it once the data folder has been looked at. */
export async function emptyIncoming(): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) await rm(join(folder, name), { force: true })
}
