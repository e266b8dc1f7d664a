import sharp from 'sharp'

/** What an upload has to make of a picture, by sharp alone: the same sizes, the same quality, one after the other. */
const sizes = [1920, 960, 320]
const webp = { quality: 80, effort: 3, smartSubsample: false }

// In a process of its own, so that the settings of the forum's sharp are not this one's.
const files = JSON.parse(String(process.argv[2])) as string[]
process.send?.({ port: 0 })
process.on('message', async () => {
  const began = performance.now()
  for (const file of files)
    for (const width of sizes)
      await sharp(file)
        .rotate()
        .resize({ width, height: 2 * width, fit: 'inside', withoutEnlargement: true })
        .webp(webp)
        .toBuffer()
  process.send?.({ seconds: (performance.now() - began) / 1000 })
})
process.on('disconnect', () => process.exit())
