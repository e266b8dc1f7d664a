import '../support/env.ts'

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { Types } from 'mongoose'
import { hours, minutes, moveClock, resetClock } from '../../src/clock.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { acceptFile } from '../../src/media/accept.ts'
import { findImagesAt, Images } from '../../src/media/image.ts'
import { Evidences, freeze } from '../../src/reports/evidence.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { Reports } from '../../src/reports/report.ts'
import { removeStrayEvidence } from '../../src/reports/stray-evidence.ts'
import { findSubject } from '../../src/reports/subject.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { complaint, rules } from '../support/complaints.ts'
import { forumDatabase } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'
import { inFile, makeJpeg } from '../support/pictures.ts'

forumDatabase()
rules()
before(stopOutbox)
afterEach(resetClock)

let count = 0
const page = () => {
  count += 1
  return `/a-page/${count}`
}
const evidenceOf = (about: string) => Evidences.countDocuments({ subject: `page:${about}` })

async function picture(): Promise<string> {
  const id = new Types.ObjectId()
  const place = { kind: 'evidence' as const, id: String(id) }
  await acceptFile(inFile(await makeJpeg()), { owner: id, place, alt: '' })
  return String(id)
}

const picturesAt = async (id: string) => (await findImagesAt({ kind: 'evidence', id })).length

test('evidence and pictures of a report that never came go after an hour, and no sooner', async () => {
  const about = page()
  const reports = await Reports.countDocuments()
  for (let writes = 0; (await evidenceOf(about)) === 0; writes += 1)
    assert.equal(await killedAfter(writes, () => fileReport(undefined, complaint(about))), false)
  assert.equal(await Reports.countDocuments(), reports, 'its evidence alone came through')
  const id = await picture()
  moveClock(minutes(55))
  await removeStrayEvidence()
  assert.deepEqual([await evidenceOf(about), await picturesAt(id)], [1, 1])
  moveClock(minutes(10))
  await removeStrayEvidence()
  assert.deepEqual([await evidenceOf(about), await picturesAt(id)], [0, 0])
  await removeStrayEvidence()
})

test('N9: what a report or a case holds stays, its pictures too', async () => {
  const about = page()
  const files = [inFile(await makeJpeg())]
  const { report } = await fileReport(undefined, complaint(about, { files, email: 'eve@example.org' }))
  const more = await fileReport(undefined, complaint(about, { files, email: 'eve@example.org' }))
  assert.ok(more.isJoined)
  const [first, second] = more.report.filings.map(({ attachments }) => attachments.length)
  moveClock(hours(30))
  await removeStrayEvidence()
  assert.deepEqual([await evidenceOf(about), await picturesAt(String(report._id))], [1, 1])
  assert.deepEqual([first, second], [1, 1])
  for (const { attachments } of more.report.filings)
    for (const id of attachments)
      assert.ok(await Images.exists({ _id: id, removedAt: null }), 'also those of later words')
})

test('N9: evidence that somebody complains of again is not taken away under their report', async () => {
  const about = page()
  await freeze(await findSubject(undefined, about))
  moveClock(hours(2))
  // Between its evidence and its report, when the sweep comes by.
  const again = await freeze(await findSubject(undefined, about))
  await removeStrayEvidence()
  assert.equal(await Evidences.countDocuments({ _id: again._id }), 1)
  moveClock(hours(4))
  await removeStrayEvidence()
  assert.equal(await Evidences.countDocuments({ _id: again._id }), 0)
})
