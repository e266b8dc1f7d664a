import '../support/env.ts'

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import type { Account } from '../../src/auth/account.ts'
import { days, moveClock, now, resetClock } from '../../src/clock.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { findImagesAt } from '../../src/media/image.ts'
import { appeal } from '../../src/reports/appeal.ts'
import { showAudit } from '../../src/reports/audit.view.ts'
import { Cases, findCase } from '../../src/reports/case.ts'
import { addNote } from '../../src/reports/casework.ts'
import { endCases } from '../../src/reports/closing.ts'
import { decide } from '../../src/reports/deciding.ts'
import { Evidences } from '../../src/reports/evidence.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { FormerParties } from '../../src/reports/former-parties.ts'
import { Reports } from '../../src/reports/report.ts'
import { makeAccount } from '../support/accounts.ts'
import { complaint, decideLate, findings, rules } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumDatabase } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'
import { inFile, makeJpeg } from '../support/pictures.ts'

forumDatabase()
rules()
before(stopOutbox)
afterEach(resetClock)

const mild = findings({ outcome: 'not_upheld', measures: ['none'], yields: 'complainant' })

async function reported(different = {}) {
  const author = await makeAccount()
  const topic = await makeTopic()
  const { _id } = await makePost({ topic: topic.id, author, body: 'You are all fools.' })
  const [judge, second, reporter] = await Promise.all([
    makeAccount({ role: 'moderator' }),
    makeAccount({ role: 'moderator' }),
    makeAccount(),
  ])
  const { report } = await fileReport(reporter, complaint(`/posts/${_id}`, different))
  const ref = (await Reports.findById(report._id).lean())?.case ?? assert.fail('it has no case')
  return { author, judge, second, reporter, report: report._id, ref, about: `/posts/${_id}` }
}

async function stateOf({
  ref,
  report,
}: {
  ref: string
  report: Awaited<ReturnType<typeof reported>>['report']
}) {
  const found = (await findCase(ref)) ?? assert.fail('the case is there')
  const kept = (await Reports.findById(report).lean()) ?? assert.fail('the report is there')
  return {
    name: found.state.name,
    isOpen: found.isOpen,
    evidence: await Evidences.countDocuments({ _id: { $in: kept.evidence } }),
    pictures: (await findImagesAt({ kind: 'evidence', id: String(report) })).length,
    found,
    kept,
  }
}

test('N8, N9: a case is closed when nobody can object any more, and what it held goes with it', async () => {
  const file = inFile(await makeJpeg())
  const world = await reported({ files: [file] })
  await decide(world.judge, world.ref, mild)
  moveClock(days(180))
  await endCases()
  const before = await stateOf(world)
  assert.deepEqual([before.name, before.evidence, before.pictures], ['notified', 1, 1])
  moveClock(days(6))
  await endCases()
  const after = await stateOf(world)
  assert.deepEqual([after.name, after.isOpen, after.evidence, after.pictures], ['closed', false, 0, 0])
  assert.ok(after.found.closedAt)
  assert.equal(after.kept.deleteAt?.getTime(), after.found.deleteAt?.getTime())
  assert.ok(Math.abs((after.kept.deleteAt?.getTime() ?? 0) - now().getTime() - days(730)) < 60_000)
})

test('N9: the copy of what was taken away stays for twelve months from the decision', async () => {
  const world = await reported()
  await decide(world.judge, world.ref, findings())
  moveClock(days(186))
  await endCases()
  const closed = await stateOf(world)
  assert.deepEqual([closed.name, closed.evidence], ['closed', 1])
  moveClock(days(178))
  await endCases()
  assert.equal((await stateOf(world)).evidence, 1)
  moveClock(days(2))
  await endCases()
  const after = await stateOf(world)
  assert.equal(after.evidence, 0)
  assert.equal(
    after.kept.deleteAt?.getTime(),
    closed.kept.deleteAt?.getTime(),
    'its time does not begin anew',
  )
})

test('N9: an open appeal keeps a case open; it ends thirty days after the second decision', async () => {
  const world = await reported()
  const first = await decide(world.judge, world.ref, findings())
  await appeal(world.author, first.ref, { argument: 'A joke.', link: undefined, at: now() })
  moveClock(days(400))
  await endCases()
  const open = await stateOf(world)
  assert.deepEqual([open.name, open.evidence], ['appealed', 1])
  await decideLate(world.second, world.ref, mild)
  moveClock(days(29))
  await endCases()
  assert.equal((await stateOf(world)).name, 'appeal-decided')
  moveClock(days(2))
  await endCases()
  const after = await stateOf(world)
  assert.deepEqual([after.name, after.evidence], ['closed', 0])
})

test('N9: what another case holds, too, stays with it', async () => {
  const world = await reported()
  await decide(world.judge, world.ref, mild)
  moveClock(days(100))
  const { report } = await fileReport(undefined, complaint(world.about))
  moveClock(days(86))
  await endCases()
  const after = await stateOf(world)
  assert.deepEqual([after.name, after.evidence], ['closed', 1])
  const other = (await Reports.findById(report._id).lean())?.case ?? assert.fail('it has no case')
  assert.notEqual(other, world.ref)
  await decideLate(world.judge, other, mild)
  moveClock(days(186))
  await endCases()
  assert.equal((await stateOf(world)).evidence, 0)
})

test('N28: a complaint about us that was not granted ends with the offer of mediation', async () => {
  const world = await reported({ kind: 'service' })
  await addNote(world.judge, world.ref, 'I asked around.')
  await decide(world.judge, world.ref, mild)
  moveClock(days(186))
  await endCases()
  assert.equal((await stateOf(world)).name, 'closed')
})

test('N9: what may end before a court is kept for six years, everything else for two', async () => {
  for (const [kind, years] of [
    ['danger', 6],
    ['illegal', 6],
    ['child-harm', 2],
  ] as const) {
    const world = await reported({ kind })
    await decide(world.judge, world.ref, { ...mild, outcome: 'not_upheld' })
    moveClock(days(186))
    await endCases()
    const { found, kept } = await stateOf(world)
    assert.equal(found.state.name, 'closed', kind)
    assert.equal(kept.deleteAt?.getTime(), found.deleteAt?.getTime())
    const left = (found.deleteAt?.getTime() ?? 0) - now().getTime()
    assert.ok(Math.abs(left - days(365 * years)) < 60_000, `${kind}: ${left / days(1)} days`)
    resetClock()
  }
})

test('N9: a case in which a crime was alleged once keeps its six years when its kind is changed', async () => {
  const world = await reported()
  await fileReport(undefined, complaint(world.about, { kind: 'illegal' }))
  assert.equal((await findCase(world.ref))?.state.kind, 'rules')
  await decide(world.judge, world.ref, mild)
  moveClock(days(186))
  await endCases()
  const { found } = await stateOf(world)
  assert.ok((found.deleteAt?.getTime() ?? 0) > now().getTime() + days(365 * 5))
})

test('N9: of a case that is gone its parties still do not read in the audit who handled it; others do', async () => {
  const world = await reported()
  const other = await makeAccount({ role: 'admin' })
  await decide(world.judge, world.ref, mild)
  moveClock(days(186))
  await endCases()
  await Cases.collection.deleteOne({ ref: world.ref })
  const read = async (reader: Account) =>
    (await showAudit(reader, { before: undefined, case: world.ref })).lines.length
  assert.ok((await read(other)) > 0)
  for (const party of [world.author, world.reporter]) assert.equal(await read(party), 0)
  const kept = await FormerParties.findById(world.ref).lean()
  assert.equal(kept?.who.length, 2)
  for (const { _id } of [world.author, world.reporter])
    assert.doesNotMatch(JSON.stringify(kept), new RegExp(String(_id)))
})
