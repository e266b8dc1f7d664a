import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuditLines, appendAct } from '../../src/auth/audit.ts'
import { Cases } from '../../src/reports/case.ts'
import { signedInAgent } from '../support/accounts.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
const json = ['Accept', 'application/json'] as const

const known = (...refs: string[]) =>
  Cases.collection.insertMany(refs.map((ref) => ({ ref, subject: `page:${ref}`, parties: [] })) as never)

test('N9: admins, and nobody else, read what the staff did, newest first and of one case alone', async () => {
  const { agent, account } = await signedInAgent(here.site, { role: 'admin' })
  await known('C-1', 'C-2')
  for (let n = 1; n <= 103; n += 1)
    await appendAct({ by: account._id, act: 'case:claimed', caseRef: `C-${1 + (n % 2)}` })
  for (const role of ['member', 'moderator'] as const) {
    const other = await signedInAgent(here.site, { role })
    await other.agent.get('/admin/audit').expect(403)
  }
  const first = (
    await agent
      .get('/admin/audit')
      .set(...json)
      .expect(200)
  ).body
  assert.deepEqual([first.lines.length, first.lines[0].number, first.chain.count], [100, 103, 103])
  const second = (await agent.get(first.next).set(...json)).body
  assert.deepEqual(
    [second.lines.map(({ number }: { number: number }) => number), second.next],
    [[3, 2, 1], undefined],
  )
  const one = (await agent.get('/admin/audit?case=c-2').set(...json)).body
  assert.ok(one.lines.length > 0 && one.lines.every(({ caseRef }: { caseRef: string }) => caseRef === 'C-2'))
  await agent.get('/admin/audit?case=x').expect(422)
  const before = await AuditLines.countDocuments()
  assert.match((await agent.get('/admin/audit')).text, /103 lines, none altered/)
  assert.equal(await AuditLines.countDocuments(), before)
  assert.match((await agent.get('/admin')).text, /href="\/admin\/audit"/)
})

test('N9: the page of the audit log says so when a line was altered', async () => {
  const { agent, account } = await signedInAgent(here.site, { role: 'admin' })
  await known('C-8', 'C-9')
  const { number } = await appendAct({ by: account._id, act: 'case:claimed', caseRef: 'C-9' })
  await AuditLines.collection.updateOne({ number }, { $set: { caseRef: 'C-8' } })
  const { chain } = (await agent.get('/admin/audit').set(...json)).body
  assert.deepEqual([chain.isWhole, chain.fault.number], [false, number])
  assert.match((await agent.get('/admin/audit')).text, /Something was altered/)
})

test('N9: lines of a case that went before it was kept who was part of it are shown to nobody', async () => {
  const { agent, account } = await signedInAgent(here.site, { role: 'admin' })
  for (let n = 1; n <= 101; n += 1) await appendAct({ by: account._id, act: 'case:claimed', caseRef: 'C-77' })
  const { body } = await agent
    .get('/admin/audit')
    .set(...json)
    .expect(200)
  assert.ok(body.lines.length > 0, 'what is older fills the page')
  assert.ok(body.lines.every(({ caseRef }: { caseRef: string }) => caseRef !== 'C-77'))
  const one = (await agent.get('/admin/audit?case=C-77').set(...json)).body
  assert.deepEqual([one.lines, one.next], [[], undefined])
})
