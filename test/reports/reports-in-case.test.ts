import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cases } from '../../src/reports/case.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { Reports } from '../../src/reports/report.ts'
import { signedInAgent } from '../support/accounts.ts'
import { complaint } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()

interface Shown {
  reports: { ref: string }[]
  reportsBefore: number
  reportsAfter: number
  nextReports: string | null
}

test('a case says how many more reports there are than it shows, and leads to each of them once', async () => {
  const about = '/a-much-reported-page'
  await Promise.all(Array.from({ length: 230 }, () => fileReport(undefined, complaint(about))))
  const ref = (await Reports.findOne().lean())?.case ?? assert.fail('it has no case')
  const { agent } = await signedInAgent(here.site, { role: 'moderator' })
  const first = await agent.get(`/review/${ref}`).expect(200)
  assert.match(first.text, /Show 180 more reports/)
  const seen: string[] = []
  const told: [number, number][] = []
  let next: string | null = `/review/${ref}`
  while (next) {
    const { body }: { body: Shown } = await agent.get(next).set('Accept', 'application/json').expect(200)
    seen.push(...body.reports.map((report) => report.ref))
    told.push([body.reportsBefore, body.reportsAfter])
    next = body.nextReports
  }
  assert.deepEqual([seen.length, new Set(seen).size], [230, 230])
  assert.deepEqual(told, [
    [0, 180],
    [50, 130],
    [100, 80],
    [150, 30],
    [200, 0],
  ])
  const last = await agent.get(`/review/${ref}?after=${seen[199]}`).expect(200)
  assert.match(last.text, /Back to the first ones/)
  assert.doesNotMatch(last.text, /more reports?</)
  for (const odd of ['R-99999999', 'x', '%00', `${seen[0]}&after=R-1`])
    assert.match((await agent.get(`/review/${ref}?after=${odd}`).expect(200)).text, /Show 180 more reports/)
})

test('the first screen of a case is under 100 KB, however long its reports and however many', async () => {
  const { post } = await makeTopic({ body: 'A long story. '.repeat(700) })
  const about = `/posts/${post._id}`
  for (let n = 0; n < 30; n += 1) {
    const words = Array.from({ length: 1300 }, (_, at) => `${(n * 7919 + at * 104_729).toString(36)}`).join(
      ' ',
    )
    await fileReport(undefined, complaint(about, { details: words.slice(0, 9800) }))
  }
  const found = (await Cases.findOne({ subject: `post:${post._id}` }).lean()) ?? assert.fail('it has a case')
  const { agent } = await signedInAgent(here.site, { role: 'moderator' })
  const page = await agent.get(`/review/${found.ref}`).expect(200)
  assert.match(page.text, /Show 27 more reports/)
  assert.ok(page.text.length < 100_000, String(page.text.length))
})
