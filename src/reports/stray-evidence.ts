import type { Types } from 'mongoose'
import { hours, nowMs } from '../clock.ts'
import { findEvidenceImagesBefore, type StandingImage } from '../media/image.ts'
import { removeImages } from '../media/removal.ts'
import { Cases } from './case.ts'
import { destroyUnused, Evidences } from './evidence.ts'
import { Reports } from './report.ts'

const BATCH = 200
/** A report that takes longer than this from its evidence to its end is none any more. */
const YOUNGEST = hours(1)

/** Of these evidences, those that a case or a report holds. */
async function heldOf(ids: readonly Types.ObjectId[]): Promise<Set<string>> {
  const holding = { evidence: { $in: ids } }
  const [byCases, byReports] = await Promise.all([
    Cases.distinct('evidence', holding),
    Reports.distinct('evidence', holding),
  ])
  return new Set([...byCases, ...byReports].map(String))
}

async function sweepEvidence(before: Date): Promise<void> {
  let batch: Types.ObjectId[] = []
  const sweep = async () => {
    const held = await heldOf(batch)
    for (const id of batch) if (!held.has(String(id))) await destroyUnused(id, before)
    batch = []
  }
  for await (const { _id } of Evidences.find({ takenAt: { $lt: before } }, '_id')
    .lean()
    .cursor()) {
    batch.push(_id)
    if (batch.length >= BATCH) await sweep()
  }
  if (batch.length > 0) await sweep()
}

/** Copies whose evidence was never stored, and pictures that came with a report that was not. */
async function isStray({ _id, place }: StandingImage): Promise<boolean> {
  const [evidence, report] = await Promise.all([
    Evidences.exists({ _id: place.id }),
    // Words that joined others brought their pictures along under another id.
    Reports.exists({ $or: [{ 'filings.attachments': _id }, { _id: place.id }] }),
  ])
  return evidence === null && report === null
}

async function sweepPictures(before: Date): Promise<void> {
  let last: Types.ObjectId | undefined
  for (;;) {
    const found = await findEvidenceImagesBefore(before, BATCH, last)
    for (const image of found) if (await isStray(image)) await removeImages([image._id])
    last = found.at(-1)?._id
    if (found.length < BATCH) return
  }
}

/**
 * Run by the timetable: what was kept for a report that never came, because the process was killed or the form had a fault.
 * As often as wanted.
 */
export async function removeStrayEvidence(): Promise<void> {
  const before = new Date(nowMs() - YOUNGEST)
  await sweepEvidence(before)
  await sweepPictures(before)
}
