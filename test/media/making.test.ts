import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { distance } from '../../src/media/hash.ts'
import { Unreadable } from '../../src/media/made.ts'
import { makeFace, makePicture } from '../../src/media/making.ts'
import { inFile, makeGif, makeJpeg } from '../support/pictures.ts'

const make = (bytes: Buffer | string) => makePicture(inFile(bytes).path)
const refused = (bytes: Buffer | string) => assert.rejects(make(bytes), Unreadable)

test('N8: a picture is made anew in three sizes of WebP, and nothing of the file is kept', async () => {
  const place = {
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 15/1 0/1' },
    IFD0: { Copyright: 'secretwords' },
  }
  const jpeg = await sharp(await makeJpeg(2400, 1600))
    .withExif(place)
    .withIccProfile('p3')
    .jpeg()
    .toBuffer()
  assert.ok((await sharp(jpeg).metadata()).exif)
  const { variants, width, height, isAnimated, hash } = await make(jpeg)
  assert.deepEqual([width, height, isAnimated], [2400, 1600, false])
  assert.match(hash, /^[0-9a-f]{16}$/)
  assert.deepEqual(
    variants.map(({ name, width, height }) => [name, width, height]),
    [
      [1920, 1920, 1280],
      [960, 960, 640],
      [320, 320, 213],
    ],
  )
  for (const { body, bytes } of variants) {
    const found = await sharp(body).metadata()
    assert.equal(found.format, 'webp')
    assert.deepEqual(
      [found.exif, found.icc, found.xmp, found.iptc],
      [undefined, undefined, undefined, undefined],
    )
    assert.equal(body.includes('secretwords'), false)
    assert.equal(bytes, body.length)
  }
})

test('a picture that lies on its side is set upright', async () => {
  const lying = await sharp(await makeJpeg(600, 400))
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  const { width, height, variants } = await make(lying)
  assert.deepEqual([width, height], [400, 600])
  assert.deepEqual([variants[0]?.width, variants[0]?.height], [400, 600])
})

test('small pictures are not blown up', async () => {
  const { variants } = await make(await makeJpeg(100, 80))
  assert.deepEqual(
    variants.map(({ name, width }) => [name, width]),
    [[320, 100]],
  )
})

test('PNG, WebP, AVIF and GIF are read; animations stay animations', async () => {
  const jpeg = await makeJpeg()
  for (const format of ['png', 'webp', 'avif'] as const)
    assert.equal(
      (await make(await sharp(jpeg).toFormat(format, { effort: 1 }).toBuffer())).width,
      640,
      format,
    )
  const { isAnimated, variants, height } = await make(await makeGif())
  assert.equal(isAnimated, true)
  assert.equal(height, 300)
  for (const { body, height, width } of variants) {
    assert.equal((await sharp(body).metadata()).pages, 3)
    assert.ok(width > height)
  }
})

test('a picture is recognised when it comes again smaller and worse, and others are not taken for it', async () => {
  const bands = '<stop offset="0"/><stop offset=".4" stop-color="#fff"/><stop offset="1" stop-color="#333"/>'
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800"><linearGradient id="g">${bands}</linearGradient><rect width="1200" height="800" fill="url(#g)"/></svg>`
  const jpeg = await sharp(Buffer.from(svg)).jpeg().toBuffer()
  const once = await make(jpeg)
  const again = await make(await sharp(jpeg).resize(500).jpeg({ quality: 40 }).toBuffer())
  const other = await make(await sharp(jpeg).negate().jpeg().toBuffer())
  assert.ok(distance(once.hash, again.hash) <= 6, `${distance(once.hash, again.hash)}`)
  assert.ok(distance(once.hash, other.hash) > 10, `${distance(once.hash, other.hash)}`)
})

test('a face is one small square', async () => {
  const { variants } = await makeFace(inFile(await makeJpeg()).path)
  assert.deepEqual(
    variants.map(({ name, width, height }) => [name, width, height]),
    [[192, 192, 192]],
  )
})

test('what is no picture is refused, whatever it is called', async () => {
  await refused('')
  await refused('GIF')
  await refused('just words')
  await refused(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
  )
  await refused('%PDF-1.7')
  await refused(readFileSync(process.execPath).subarray(0, 100_000))
  await refused(Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(100, 7)]))
})

test('a damaged picture is refused as a whole', async () => {
  const jpeg = await makeJpeg(1000, 800)
  await refused(jpeg.subarray(0, jpeg.length / 2))
  const png = await sharp(jpeg).png().toBuffer()
  await refused(png.subarray(0, png.length - 2000))
  await refused(Buffer.concat([png.subarray(0, 2000), Buffer.alloc(png.length - 2000)]))
})

test('pictures that are small files and huge in memory are refused before they are decoded', async () => {
  const white = { create: { width: 9000, height: 9000, channels: 3 as const, background: 'white' } }
  const bomb = await sharp(white).png({ compressionLevel: 9 }).toBuffer()
  assert.ok(bomb.length < 1_000_000)
  await assert.rejects(make(bomb), /50 million/)
  // Nothing of its picture is there: whoever decoded it would say that it is damaged.
  await assert.rejects(make(pngThatClaims(9000, 9000)), /50 million/)
  await refused(pngThatClaims(60_000, 60_000))
})

/** The head of a PNG of that size, and next to nothing behind it. */
function pngThatClaims(width: number, height: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const chunk = (kind: string, data: Buffer) => {
    const size = Buffer.alloc(4)
    size.writeUInt32BE(data.length)
    return Buffer.concat([size, Buffer.from(kind), data, Buffer.alloc(4)])
  }
  const sign = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([
    sign,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(100))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

test('what hides behind or inside a picture does not come out again', async () => {
  const html = '<html><script>alert("polyglot")</script></html>'
  const jpeg = await makeJpeg()
  const comment = Buffer.from(html)
  const size = Buffer.alloc(2)
  size.writeUInt16BE(comment.length + 2)
  const inside = Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.from([0xff, 0xfe]),
    size,
    comment,
    jpeg.subarray(2),
  ])
  for (const bytes of [inside, Buffer.concat([jpeg, comment])])
    for (const { body } of (await make(bytes)).variants) assert.equal(body.includes('polyglot'), false)
})

test('a decoder that is brought down takes nobody with it, and the next picture is made', async () => {
  const slow = makePicture(inFile(await makeJpeg(6000, 5000)).path)
  const fallen = assert.rejects(slow, /could not be read/)
  while (children().length === 0) await wait(20)
  for (const pid of children()) process.kill(pid, 'SIGKILL')
  await fallen
  assert.equal((await make(await makeJpeg())).width, 640)
})

/** Process ids of what this process has started. */
function children(): number[] {
  const list = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim()
  return list === '' ? [] : list.split(' ').map(Number)
}
