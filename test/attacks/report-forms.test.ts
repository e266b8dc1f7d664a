import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { Cases } from '../../src/reports/case.ts'
import { kindNames, kinds } from '../../src/reports/kinds.ts'
import { Reports } from '../../src/reports/report.ts'
import { signedInAgent } from '../support/accounts.ts'
import { report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { makeJpeg } from '../support/pictures.ts'

const here = forumSite()
rules()
const guest = () => request(here.site.server)
const json = ['Accept', 'application/json'] as const
const aboutOf = ({ post }: Awaited<ReturnType<typeof makeTopic>>) => `/posts/${post._id}`
const newPost = async () => aboutOf(await makeTopic())
const caseAbout = (about: string) => Cases.findOne({ subject: about.replace('/posts/', 'post:') }).lean()
const moderator = async () => (await signedInAgent(here.site, { role: 'moderator' })).agent
const wrong = { kind: 'rules', rule: '1', details: 'It is an insult.', goodFaith: 'yes' }

test('attachments are pictures made anew, for those who lead the case and nobody else', async () => {
  const about = await newPost()
  const jpeg = await makeJpeg(80, 60)
  const script = '<script>q1()</script><!--'
  const comment = Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.from([0xff, 0xfe, 0, script.length + 2]),
    Buffer.from(script),
    jpeg.subarray(2),
  ])
  const polyglot = Buffer.concat([jpeg, Buffer.from(`PK\u0003\u0004${script}`)])
  const attach = (files: [Buffer, string][], fields = {}) => {
    let sending = guest()
      .post('/reports')
      .set(...json)
    for (const [name, value] of Object.entries({ ...wrong, about, email: 'pic@example.org', ...fields }))
      sending = sending.field(name, value)
    for (const [bytes, name] of files) sending = sending.attach('attachments', bytes, name)
    return sending
  }
  const count = await Reports.countDocuments()
  for (const [bytes, name] of [
    [Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="q1()">${script}</svg>`), 'a.jpg'],
    [Buffer.from('%PDF-1.4'), '../../../etc/passwd'],
    [Buffer.alloc(100_000_000, 'x'), 'huge.jpg'],
  ] as const) {
    const back = await attach([[bytes, name]]).expect(422)
    assert.match(back.body.errors.attachments, /a\.jpg|“passwd”|larger than 10 MB/)
  }
  await attach(Array.from({ length: 6 }, (_, n) => [jpeg, `${n}.jpg`])).expect(422, /takes 5 pictures/)
  assert.equal(await Reports.countDocuments(), count)
  await attach([[comment, '<img src=x onerror=q1()>.jpg']]).expect(201)
  await attach([[polyglot, 'C:\\windows\\win.jpg']]).expect(201)
  const { filings = [] } = (await Reports.findOne({ email: 'pic@example.org' }).lean()) ?? {}
  const ids = filings.flatMap(({ attachments }) => attachments.map(String))
  assert.equal(ids.length, 2)
  const staff = await moderator()
  const member = (await signedInAgent(here.site)).agent
  const party = await signedInAgent(here.site, { role: 'moderator' })
  await report(here.site, { about }, party.agent)
  for (const id of ids) {
    const { body, headers } = await staff.get(`/images/${id}/320`).expect(200)
    assert.match(String(headers['content-type']), /^image\//)
    assert.ok(!Buffer.from(body).includes('q1()'))
    for (const reader of [guest(), member, party.agent])
      for (const path of [`/images/${id}`, `/images/${id}/320`]) await reader.get(path).expect(404)
  }
})

test('nothing typed into the form is run, and none of it is a fault of ours', async () => {
  const about = await newPost()
  const html = '"><img src=x onerror=q1()><script>q1()</script>{{7*7}}'
  const values: unknown[] = [
    html,
    { $gt: '' },
    ['a', 'b'],
    12,
    null,
    { toHTML: 'x' },
    { toString: 1 },
    `a\0${html}`,
    'x'.repeat(1_000_000),
    '\ud800',
    '__proto__',
  ]
  const base = ['about', 'kind', 'details', 'name', 'email', 'goodFaith', 'constructor']
  for (const kind of kindNames)
    for (const name of [...(kind === 'rules' ? base : []), ...kinds[kind].fields.map((field) => field.name)])
      for (const value of values) {
        if (typeof value === 'string' && value.length > 1000 && kind !== 'rules') continue
        const answer = await guest()
          .post('/reports')
          .type('json')
          .send({ ...wrong, about, kind, [name]: value })
        assert.ok(
          answer.status < 500,
          `${kind} ${name} ${JSON.stringify(value)?.slice(0, 20)}: ${answer.status}`,
        )
        assert.doesNotMatch(answer.text, /<img src=x|<script>q1/)
      }
  await guest().post('/reports').type('json').send('{"__proto__":{"isAdmin":true},"about":"/x"}').expect(422)
  await guest()
    .post('/reports')
    .set('Content-Type', 'application/x-www-form-urlencoded')
    .send('details=%ff%fe')
    .expect(422)
  assert.equal(({} as Record<string, unknown>).isAdmin, undefined)
  const other = await newPost()
  const { ref, key } = await report(here.site, { about: other, details: html, name: html.slice(0, 90) })
  const page = await guest().get(`/reports/${ref}?key=${key}`).expect(200)
  const staff = await (await moderator()).get(`/review/${(await caseAbout(other))?.ref}`).expect(200)
  for (const { text } of [page, staff]) {
    assert.match(text, /&lt;img src/)
    assert.doesNotMatch(text, /<img src=x|<script>q1/)
  }
})
