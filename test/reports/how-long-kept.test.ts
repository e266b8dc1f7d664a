import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import type { Kind, KindName } from '../../src/reports/kinds.ts'

// Settings are read when they are imported.
process.env.KEEP_REPORT_CASE = '500'
const { forumSite } = await import('../support/forum-site.ts')
const { kinds } = await import('../../src/reports/kinds.ts')
const { keepCase } = await import('../../src/reports/how-long-kept.ts')
const here = forumSite()

const textOf = async ({ name }: Kind) =>
  (await request(here.site.server).get(`/report?kind=${name}`).expect(200)).text.replaceAll(/\s+/g, ' ')

test('N9: every form says how long its report is kept, as the settings say and as the case is kept', async () => {
  for (const kind of Object.values(kinds)) {
    const text = await textOf(kind)
    const days = keepCase({ origin: 'report', kinds: [kind.name], state: { kind: kind.name } })
    assert.equal(days, kind.isKeptLong ? 2190 : 500, kind.name)
    assert.ok(
      text.includes(`for ${kind.isKeptLong ? '6 years' : '500 days'} after that is closed.`),
      kind.name,
    )
    assert.equal(text.includes('we keep it for 6 years'), !kind.isKeptLong, kind.name)
    assert.doesNotMatch(text, /24 months after that is closed/)
  }
})

test('N9: what turns out to be for a court is kept as long as that, and what was reported so stays so', () => {
  const kept = (alleged: KindName, present: KindName) =>
    keepCase({ origin: 'report', kinds: [alleged], state: { kind: present } })
  assert.deepEqual(
    [kept('rules', 'illegal'), kept('illegal', 'rules'), kept('rules', 'service')],
    [2190, 2190, 500],
  )
})
