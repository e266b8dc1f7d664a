import { NotFound } from '../errors.ts'
import { onReach } from '../media/places.ts'
import { Cases } from './case.ts'
import { canRead, isParty } from './case-reach.ts'
import { Evidences } from './evidence.ts'
import { mayLook } from './guarded.ts'
import { Reports } from './report.ts'

/** Pictures that are kept for a case, or came with a report: for those who lead it, and for nobody else. */
onReach('evidence', async (actor, image) => {
  if (!actor) throw new NotFound()
  const { id } = image.place
  // Words that joined others brought their pictures along under another id.
  const report = await Reports.findOne({ 'filings.attachments': image._id }, 'case').lean()
  const found = report
    ? await Cases.findOne({ ref: String(report.case) }, 'parties ref givenTo state kinds').lean()
    : await Cases.findOne(
        { evidence: (await Evidences.findById(id, '_id').lean())?._id ?? null },
        'parties ref givenTo state kinds',
      ).lean()
  if (!found || !canRead(actor, found) || isParty(actor, found)) throw new NotFound()
  if (!(await mayLook(actor, found))) throw new NotFound()
  return {
    isPublic: false,
    audienceWords: 'Only those who lead the case can see this.',
    href: `/review/${found.ref}`,
    title: `case ${found.ref}`,
    whyClosed: 'It is kept as it was.',
    tags: [],
  }
})
