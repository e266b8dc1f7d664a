import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { changeBoard } from '../../src/forum/board.ts'
import { Cases } from '../../src/reports/case.ts'
import { Evidences } from '../../src/reports/evidence.ts'
import { Reports } from '../../src/reports/report.ts'
import { signedInAgent } from '../support/accounts.ts'
import { report, rules } from '../support/complaints.ts'
import { makeBoard, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
rules()
const guest = () => request(here.site.server)
const json = ['Accept', 'application/json'] as const
const aboutOf = ({ post }: Awaited<ReturnType<typeof makeTopic>>) => `/posts/${post._id}`
const newPost = async () => aboutOf(await makeTopic())
const caseAbout = (about: string) => Cases.findOne({ subject: about.replace('/posts/', 'post:') }).lean()
const moderator = async () => (await signedInAgent(here.site, { role: 'moderator' })).agent
const wrong = { kind: 'rules', rule: '1', details: 'It is an insult.', goodFaith: 'yes' }
const send = (fields: object) =>
  guest()
    .post('/reports')
    .set(...json)
    .send({ ...wrong, ...fields })

test('what somebody may not read cannot be reported by them, and nothing of it is kept', async () => {
  for (const audience of ['members', 'staff'] as const) {
    const board = await makeBoard()
    const topic = await makeTopic({ board, title: 'The quiet secret of it' })
    await changeBoard(board.slug, { audience })
    const before = await Promise.all([
      Evidences.countDocuments(),
      Reports.countDocuments(),
      Cases.countDocuments(),
    ])
    const readers = [guest(), ...(audience === 'staff' ? [(await signedInAgent(here.site)).agent] : [])]
    for (const reader of readers)
      for (const about of [
        aboutOf(topic),
        `${aboutOf(topic)}/`,
        `${aboutOf(topic)}/reactions`,
        topic.path,
        `${topic.path}/1`,
        `//${topic.path}`,
      ]) {
        const answers = [
          await reader.get('/report').query({ about }),
          await reader.get('/report').query({ about, kind: 'rules' }),
          await reader
            .post('/reports')
            .set('Sec-Fetch-Site', 'same-origin')
            .send({ ...wrong, about }),
        ]
        for (const { status, text } of answers) {
          assert.equal(status, 404, about)
          assert.doesNotMatch(text, /quiet secret/)
        }
      }
    assert.deepEqual(
      await Promise.all([Evidences.countDocuments(), Reports.countDocuments(), Cases.countDocuments()]),
      before,
    )
  }
})

test('of a post that is gone the page says so', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const about = aboutOf(await makeTopic({ author: account }))
  await agent.delete(about).expect(303)
  for (const answer of [
    await guest().get('/report').query({ about }),
    await send({ about }),
    await guest()
      .post('/reports')
      .type('form')
      .send({ ...wrong, about }),
  ]) {
    assert.equal(answer.status, 410)
    assert.match(answer.text, /removed by its author/)
  }
})

test('an address of another site is no address, however it is written', async () => {
  const host = 'http://localhost:3000'
  for (const about of [
    '//evil.example/',
    '\\\\evil.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://evil.example/posts/1',
    `${host}@evil.example/`,
    `${host}.evil.example/`,
    'mailto:a@b.example',
    `/${'x'.repeat(400)}`,
    `/${'x'.repeat(1_000_000)}`,
  ])
    await send({ about }).expect(404)
  await send({ about: Array.from({ length: 21 }, (_, n) => `/page-${n}`).join('\n') }).expect(422)
  await send({ about: ['/a-page', 'javascript:alert(1)'] }).expect(422)
  const agent = await moderator()
  for (const about of [
    '/.//evil.example/x',
    `${host}//evil.example/x`,
    '/..//evil.example/x',
    `${host}/\\evil.example/x`,
  ]) {
    const { ref, key } = await report(here.site, { about })
    const { case: found } = (await Reports.findOne({ ref }).lean()) ?? {}
    for (const page of [
      await guest().get(`/reports/${ref}?key=${key}`),
      await agent.get(`/review/${found}`),
    ]) {
      assert.equal(page.status, 200)
      assert.doesNotMatch(page.text, /href="(\/|&#x2F;)\/|href="\/\\/)
    }
  }
})

test('a post is the same post however its address is written, and so nobody judges their own', async () => {
  const { account, agent } = await signedInAgent(here.site, { role: 'moderator' })
  const about = aboutOf(await makeTopic({ author: account }))
  for (const written of [
    about,
    `${about}/`,
    about.replace('posts', 'Posts'),
    `/%70osts${about.slice(6)}`,
    `${about}/revisions`,
    `${about}?x=1#y`,
  ])
    await report(here.site, { about: written })
  const found = await caseAbout(about)
  assert.equal(found?.reports, 6)
  await agent.get(`/review/${found?.ref}`).expect(403)
})

test('a report about a report, a case, a decision or the form itself is one like any other', async () => {
  const { ref, key } = await report(here.site, { about: await newPost() })
  const agent = await moderator()
  for (const path of [
    `/reports/${ref}?key=${key}`,
    '/reports/R-999999',
    '/review/C-1',
    '/review',
    '/decisions/D-1',
    '/report?about=/report',
    '/reports',
    '/log',
  ]) {
    const { ref: about } = await report(here.site, { about: path, kind: 'service' })
    const { case: found } = (await Reports.findOne({ ref: about }).lean()) ?? {}
    const page = await agent.get(`/review/${found}`).expect(200)
    assert.ok(!page.text.includes(key))
    await guest().get('/report').query({ about: path }).expect(200)
  }
})
