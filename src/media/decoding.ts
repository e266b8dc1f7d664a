import { open } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { hashOf } from './hash.ts'
import type { Variant } from './image-record.ts'
import { HEAD, kindOf } from './kinds.ts'
import { FACE, type Made, SIZES, Unreadable } from './made.ts'

const MOST_PIXELS = 50_000_000
/** All frames of an animation together. */
const MOST_FRAMES = 500
/** Seconds for each step; what takes longer was made to. */
const PATIENCE = 20

const webp = { quality: 80, effort: 3, smartSubsample: false } as const

// Decoded pictures are seen once: keeping them, or a core's worth of threads for each, only takes memory from readers.
sharp.cache(false)
sharp.concurrency(1)

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** The beginning of every way through the decoder, with all its bounds. */
function decoder(input: string | Buffer, isAnimated = false): Sharp {
  return sharp(input, {
    limitInputPixels: MOST_PIXELS,
    failOn: 'error',
    sequentialRead: true,
    ...(isAnimated && { pages: -1 }),
  }).timeout({ seconds: PATIENCE })
}

interface Looked {
  width: number
  height: number
  frames: number
}

const tooManyPixels = 'has more than 50 million pixels. Please make it smaller.'

/** @throws Unreadable */
async function lookAt(path: string): Promise<Looked> {
  const kind = kindOf(await headOf(path))
  if (!kind) throw new Unreadable('is not a picture we can show. JPEG, PNG, WebP, AVIF and GIF work.')
  const found = await decoder(path)
    .metadata()
    .catch((error: Error) => {
      if (/pixel limit/i.test(error.message)) throw new Unreadable(tooManyPixels)
      return undefined
    })
  if (!found?.width || !found.height) throw new Unreadable('is damaged: it could not be read.')
  const frames = found.pages ?? 1
  if (found.width * found.height * frames > MOST_PIXELS || frames > MOST_FRAMES)
    throw new Unreadable(tooManyPixels)
  const isTurned = (found.orientation ?? 1) >= 5
  const [width, height] = isTurned ? [found.height, found.width] : [found.width, found.height]
  return { width, height, frames }
}

async function shrink(from: Sharp, name: number): Promise<Variant & { body: Buffer }> {
  const { data, info } = await from
    .resize({ width: name, height: 2 * name, fit: 'inside', withoutEnlargement: true })
    .webp(webp)
    .toBuffer({ resolveWithObject: true })
  return { name, width: info.width, height: info.pageHeight ?? info.height, bytes: data.length, body: data }
}

/** A still picture is decoded once; the smaller sizes are made from the largest. */
async function stillVariants(path: string, width: number): Promise<Made['variants']> {
  const [most] = SIZES
  const { data, info } = await decoder(path)
    .autoOrient()
    .resize({ width: most, height: 2 * most, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width: rawWidth, height, channels } = info
  const again = () =>
    sharp(data, { raw: { width: rawWidth, height, channels } }).timeout({ seconds: PATIENCE })
  const variants: Made['variants'] = []
  for (const name of sizesFor(width)) variants.push(await shrink(again(), name))
  return variants
}

async function movingVariants(path: string, width: number): Promise<Made['variants']> {
  const variants: Made['variants'] = []
  for (const name of sizesFor(width)) variants.push(await shrink(decoder(path, true), name))
  return variants
}

/** The smallest always, and each larger one that shows more than the one before. */
function sizesFor(width: number): number[] {
  return SIZES.filter((_size, at) => at === SIZES.length - 1 || width > (SIZES[at + 1] ?? 0))
}

async function makeSizes(path: string): Promise<Made> {
  const { width, height, frames } = await lookAt(path)
  const isAnimated = frames > 1
  const variants = await (isAnimated ? movingVariants(path, width) : stillVariants(path, width))
  const smallest = variants.at(-1)
  if (!smallest) throw new Error('A picture was made in no size.')
  return { width, height, isAnimated, hash: await hashOf(sharp(smallest.body)), variants }
}

async function makeSquare(path: string): Promise<Made> {
  await lookAt(path)
  const { data, info } = await decoder(path)
    .autoOrient()
    .resize(FACE, FACE, { fit: 'cover' })
    .webp(webp)
    .toBuffer({ resolveWithObject: true })
  const size = { width: info.width, height: info.height }
  const variant = { name: FACE, ...size, bytes: data.length, body: data }
  return { ...size, isAnimated: false, hash: await hashOf(sharp(data)), variants: [variant] }
}

async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Error) || error instanceof Unreadable) throw error
    if (/timeout/i.test(error.message))
      throw new Unreadable('takes too long to read. Please make it smaller.')
    // libvips says what was wrong with the file in many ways; all of them mean the same to its owner.
    if (
      /pixel limit|corrupt|premature|truncat|VipsJpeg|pngload|webp|gif|heif|read error|Input (file|buffer)/i.test(
        error.message,
      )
    )
      throw new Unreadable('is damaged: it could not be read to its end.')
    throw error
  }
}

/**
 * Decodes a file completely and makes its sizes anew from the pixels: nothing of the file itself is kept, so neither places
 * nor names nor anything that hid in it travels on.
 * @throws Unreadable
 */
export function decodePicture(path: string): Promise<Made> {
  return inWords(() => makeSizes(path))
}

/** A face: one small square. @throws Unreadable */
export function decodeFace(path: string): Promise<Made> {
  return inWords(() => makeSquare(path))
}
