import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { editPost } from '../../src/forum/edit.ts'
import { Reports } from '../../src/reports/report.ts'
import { judgement, report, rules } from '../support/complaints.ts'
import { forumSite } from '../support/forum-site.ts'
import { reviewRouters } from '../support/review-routers.ts'
import { decideOn, filled, reviewers, routesOf } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, nobody, complaint } = reviewers(here)

test('nothing typed into the forms of the reviewers is run, and none of it is a fault of ours', async () => {
  const { author, place, ref } = await complaint()
  const { agent } = await staff()
  const html = '"><img src=x onerror=q1()><script>q1()</script>{{7*7}}'
  const values: unknown[] = [
    { $gt: '' },
    ['a', 'b'],
    12,
    null,
    { toHTML: 'x' },
    { toString: 1, valueOf: 1 },
    'x'.repeat(1_000_000),
    '__proto__',
    [{}],
    '2026-02-31',
    '-1',
    '1e999',
  ]
  const forms: Record<string, string[]> = {
    '/review': ['about', 'kind', 'details', 'origin', 'authority', 'reference', 'date', 'law'],
    '/review/:case/subjects': ['about'],
    '/review/:case/misuse': ['report', 'gravity', 'intention', 'stepReason'],
    '/review/:case/rereading': ['verdict', 'why'],
    '/misuse/:ref/answer': ['agrees', 'reason'],
    '/misuse/:ref/objection': ['argument', 'key'],
    '/misuse/:ref/review': ['lift', 'reason'],
    '/review/:case/notes': ['note'],
    '/review/:case/interim': ['choice', 'ground', 'reason'],
    '/review/:case/proposals/:proposal/answer': ['answer', 'reason'],
    '/review/:case/second': ['username'],
    '/review/:case/decision-previews': [...Object.keys(judgement()), 'until', 'seen', 'phrase', 'again'],
    '/review/:case/decisions': [...Object.keys(judgement()), 'until', 'seen', 'phrase'],
  }
  const fields = { ...judgement(), note: 'A note.', about: '/x', kind: 'rules', details: 'Words.' }
  const refs = { case: ref, proposal: 'P-1', ref: 'M-1' }
  for (const { method, path } of routesOf(...reviewRouters)) {
    if (method !== 'post' && method !== 'put') continue
    for (const name of [...(forms[path] ?? []), 'constructor'])
      for (const value of values) {
        const answer: { status: number } = await agent[method](filled(path, refs))
          .type('json')
          .send({ ...fields, outcome: '', ground: '', [name]: value })
        assert.ok(
          answer.status < 500,
          `${method} ${path} ${name} ${JSON.stringify(value).slice(0, 30)}: ${answer.status}`,
        )
      }
  }
  for (const path of [
    '/review?skip=-1',
    '/review?skip=1e9',
    '/review?filter=__proto__',
    '/review?filter[$gt]=',
    '/review?skip=a&skip=b',
  ])
    await agent.get(path).expect(200)
  for (const path of [
    '/review/C-0',
    '/review/C-999999',
    '/review/C-1%00',
    '/review/__proto__',
    '/review/%ff',
    '/decisions/D-999999',
    '/decisions/%7B',
  ])
    await agent.get(path).expect(404)
  await agent
    .post(`${place}/notes`)
    .send({ note: `\0${html}` })
    .expect(303)
  const words = Object.fromEntries(
    ['facts', 'complainantSide', 'authorSide', 'leastRestrictive', 'reason', 'groundRef'].map((name) => [
      name,
      html,
    ]),
  )
  const { body } = await decideOn(agent, place, { ...words, ground: 'law' }).expect(201)
  await author.agent
    .post(`/decisions/${body.ref}/appeals`)
    .send({ argument: `${html}\ud800` })
    .expect(303)
  for (const [reader, path] of [
    [agent, place],
    [author.agent, `/decisions/${body.ref}`],
    [author.agent, '/notifications'],
    [nobody(), `/decisions/${body.ref}`],
    [nobody(), '/log'],
    [nobody(), '/log/feed'],
  ] as const)
    assert.doesNotMatch((await reader.get(path).expect(200)).text, /<img src=x|<script>q1/, path)
})

test('a form that shows what is not there any more decides nothing', async () => {
  const { author, about, place, topic } = await complaint()
  const { agent } = await staff()
  assert.match((await agent.get(place)).text, /name="revision" value="1"/)
  await editPost(author.account, String(topic.post._id), { body: 'You are all kind.' })
  await report(here.site, { about, email: 'ben@example.org' })
  await decideOn(agent, place, { revision: '1' }).expect(409)
  assert.match((await nobody().get(topic.path)).text, /You are all kind/)
  await decideOn(agent, place, { revision: '2' }).expect(201)
  await decideOn(agent, place, { revision: '2' }).expect(409)
})

test('two at once: one decision stands, and nothing stays hidden that may stay', async () => {
  for (let n = 0; n < 6; n += 1) {
    const { place, topic } = await complaint()
    const [one, two, three] = await Promise.all([staff(), staff(), staff()])
    const free = { outcome: 'not_upheld', measures: 'none' }
    const [hidden, ...decided] = await Promise.all([
      one.agent
        .put(`${place}/interim`)
        .set(...json)
        .send({ choice: 'hide', ground: 'appears_justified', reason: 'Rude.' }),
      decideOn(two.agent, place, free),
      decideOn(three.agent, place, free),
    ])
    assert.ok([200, 409].includes(hidden.status))
    const statuses = decided.map(({ status }) => status).sort()
    assert.ok(
      statuses.every((status) => [201, 409].includes(status)),
      statuses.join(),
    )
    if (!statuses.includes(201)) continue
    assert.equal(statuses.filter((status) => status === 201).length, 1)
    assert.match((await nobody().get(topic.path)).text, /You are all fools/)
  }
})

test('a report that comes at the moment of the decision is answered, too', async () => {
  const { about, place, ref } = await complaint()
  const { agent } = await staff()
  const filing = Array.from({ length: 30 }, (_, n) =>
    report(here.site, { about, email: `late${n}@example.org`, kind: 'service' }).catch(() => undefined),
  )
  await Promise.all([
    ...filing,
    decideOn(agent, place, { outcome: 'not_upheld', measures: 'none' }).expect(201),
  ])
  assert.equal(await Reports.countDocuments({ case: ref, answeredAt: null }), 0)
})
