import '../support/env.ts'

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import sharp from 'sharp'
import { digestOf } from '../../src/media/digest.ts'
import { findImages } from '../../src/media/image.ts'
import { imageStore } from '../../src/media/store.ts'
import { Cases } from '../../src/reports/case.ts'
import { Evidences, isUntouched, loadEvidence } from '../../src/reports/evidence.ts'
import { report, rules } from '../support/complaints.ts'
import { forumSite } from '../support/forum-site.ts'
import { makePicturedTopic } from '../support/pictured-topic.ts'
import { reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const { staff } = reviewers(here)
const warning = 'This copy is not what it was when it was taken.'

async function keptPicture() {
  const { image, address } = await makePicturedTopic({ alt: 'A wall' })
  await report(here.site, { about: address })
  const found = await Cases.findOne({ subject: `image:${image}` }).lean()
  assert.ok(found)
  const { agent } = await staff()
  const [kept] = await loadEvidence(found.evidence)
  assert.ok(kept)
  const load = async () => {
    const [now] = await loadEvidence(found.evidence)
    assert.ok(now)
    return now
  }
  const page = async () => (await agent.get(`/review/${found.ref}`).expect(200)).text
  assert.ok(await isUntouched(kept))
  assert.ok(!(await page()).includes(warning))
  return { kept, load, page }
}

test('N9: the case page warns where the words of a copy were altered', async () => {
  const { kept, load, page } = await keptPicture()
  await Evidences.collection.updateOne({ _id: kept._id }, { $set: { words: 'A fool' } })
  assert.equal(await isUntouched(await load()), false)
  assert.ok((await page()).includes(warning))
})

test('N9: the case page warns where what a picture is said to show was altered, or taken out', async () => {
  const { kept, load, page } = await keptPicture()
  for (const change of [{ $set: { alts: ['A fool'] } }, { $unset: { alts: 1 } }]) {
    await Evidences.collection.updateOne({ _id: kept._id }, change)
    assert.equal(await isUntouched(await load()), false)
    assert.ok((await page()).includes(warning))
  }
})

test('N9: a copy of before the words of pictures were kept is still what it was', async () => {
  const { kept, load, page } = await keptPicture()
  const { kind, path, title, revision, words, pictureDigests, takenAt } = kept
  const parts = [kept.subject, kind, path, title, revision, words, pictureDigests, takenAt.toISOString()]
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  await Evidences.collection.updateOne({ _id: kept._id }, { $set: { hash }, $unset: { alts: 1 } })
  assert.equal(await isUntouched(await load()), true)
  assert.ok(!(await page()).includes(warning))
})

test('N9: the case page warns where a picture of a copy was replaced by one that looks the same', async () => {
  const { kept, load, page } = await keptPicture()
  const [picture] = kept.images
  const bytes = await imageStore.get(String(picture), 320)
  assert.ok(bytes)
  await imageStore.put(String(picture), 320, await sharp(bytes).webp({ quality: 40 }).toBuffer())
  assert.equal(await isUntouched(await load()), false)
  assert.ok((await page()).includes(warning))
})

test('N9: the case page warns where a file of a copy is missing', async () => {
  const { kept, load, page } = await keptPicture()
  await imageStore.remove(String(kept.images[0]))
  assert.equal(await isUntouched(await load()), false)
  assert.ok((await page()).includes(warning))
})

test('N9: a picture that is replaced together with its own digest is found out', async () => {
  const { kept, load } = await keptPicture()
  const [picture] = await findImages(kept.images)
  assert.ok(picture)
  await imageStore.put(String(picture._id), 320, Buffer.from('another picture'))
  const pictureDigests = [await digestOf(picture)]
  await Evidences.collection.updateOne({ _id: kept._id }, { $set: { pictureDigests } })
  assert.equal(await isUntouched(await load()), false)
})
