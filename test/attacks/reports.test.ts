import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { Cases } from '../../src/reports/case.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { Reports } from '../../src/reports/report.ts'
import { mailsTo, signedInAgent } from '../support/accounts.ts'
import { judgement, report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
rules()
const guest = () => request(here.site.server)
const json = ['Accept', 'application/json'] as const
const aboutOf = ({ post }: Awaited<ReturnType<typeof makeTopic>>) => `/posts/${post._id}`
const newPost = async () => aboutOf(await makeTopic())
const caseAbout = (about: string) => Cases.findOne({ subject: about.replace('/posts/', 'post:') }).lean()
const moderator = async () => (await signedInAgent(here.site, { role: 'moderator' })).agent

/** What a page says, whatever its reference, its key and the second. */
const bare = (text: string) =>
  text.replace(
    /R-\d+|"key":"[\w-]+"|[?&]key(?:=|&#x3D;)[\w-]+|value="[\w-]{43}"|<time.*?<\/time>|\d{4}-\d\d-\d\dT[\d:.]+Z/g,
    '…',
  )

test('a thousand reports of one post, sixty at once, are one case; each is counted, and answered', async () => {
  const about = await newPost()
  const first = await Promise.all(Array.from({ length: 60 }, () => report(here.site, { about })))
  const refs = new Set(first.map(({ ref }) => ref))
  const said = { kind: 'rules', details: 'Rude.', answers: {}, name: '', email: '' } as const
  for (let batch = 0; batch < 47; batch += 1) {
    const filing = Array.from({ length: 20 }, () =>
      fileReport(undefined, { ...said, about: [about], files: [] }),
    )
    for (const { ref } of await Promise.all(filing)) refs.add(ref)
  }
  assert.equal(refs.size, 1000)
  const found = await caseAbout(about)
  assert.equal(found?.reports, 1000)
  assert.equal(await Cases.countDocuments({ subject: found?.subject }), 1)
  assert.equal(await Reports.countDocuments({ case: found?.ref }), 1000)
  const agent = await moderator()
  await agent.get(`/review/${found?.ref}`).expect(200)
  await agent
    .post(`/review/${found?.ref}/decisions`)
    .set(...json)
    .send(judgement())
    .expect(201)
  assert.equal(await Reports.countDocuments({ case: found?.ref, answeredAt: null }), 0)
})

test('N13: guessed references and keys lead to one and the same page that says nothing', async () => {
  const { ref, key } = await report(here.site, { about: await newPost() })
  const other = await report(here.site, { about: await newPost() })
  const member = (await signedInAgent(here.site)).agent
  const turned = [...key].toReversed().join('')
  const guesses = [
    ref,
    `${ref}?key=`,
    `${ref}?key=${turned}`,
    `${ref}?key=${other.key}`,
    `${ref}?key=${key}&key=${key}`,
    `${ref}?key[$ne]=x`,
    `R-999999?key=${key}`,
    'R-999999',
  ]
  for (const reader of [guest(), member, await moderator()]) {
    const pages = new Set<string>()
    for (const guess of guesses) {
      const answer = await reader
        .get(`/reports/${guess}`)
        .set(...json)
        .expect(404)
      pages.add(answer.text)
      await reader
        .put(`/reports/${guess.split('?')[0]}/messages`)
        .set(...json)
        .send({ key: turned, optOut: 'yes' })
        .expect(404)
    }
    assert.equal(pages.size, 1)
  }
  for (const path of ['R-1', 'R-', 'r-1001', `${ref}%00`, `${ref}.json`, '__proto__', '%ff', 'R-1e9'])
    await guest().get(`/reports/${path}?key=${key}`).expect(404)
  await guest().get(`/reports/${ref}?key=${key}`).expect(200)
})

test('N13: whoever types somebody else’s address learns nothing, and silences nobody', async () => {
  const about = await newPost()
  const other = await newPost()
  const ann = { about, email: 'ann@example.org', details: 'Ann was here.' }
  const first = await report(here.site, ann)
  await report(here.site, { ...ann, about: `${about}\n${other}` })
  await report(here.site, { ...ann, kind: 'illegal', law: 'Somebody’s law' })
  await guest().put(`/reports/${first.ref}/messages`).send({ key: first.key, optOut: 'yes' }).expect(303)
  const open = async (fields: Record<string, string>) => {
    const { ref, key } = await report(here.site, { about, details: 'Hm.', ...fields })
    const address = `/reports/${ref}?key=${key}`
    const page = (await guest().get(address).expect(200)).text
    return {
      ref,
      key,
      html: bare(page),
      json: bare(
        (
          await guest()
            .get(address)
            .set(...json)
        ).text,
      ),
    }
  }
  const known = await open({ email: 'ann@example.org' })
  const unknown = await open({ email: 'nobody@example.org' })
  assert.equal(known.html, unknown.html)
  assert.equal(known.json, unknown.json)
  await guest().put(`/reports/${first.ref}/messages`).send({ key: first.key }).expect(303)
  await guest().put(`/reports/${known.ref}/messages`).send({ key: known.key, optOut: 'yes' }).expect(303)
  const status = async ({ ref, key }: { ref: string; key: string }) =>
    (
      await guest()
        .get(`/reports/${ref}?key=${key}`)
        .set(...json)
        .expect(200)
    ).body
  assert.deepEqual([(await status(first)).optOut, (await status(known)).optOut], [false, true])

  const many = await Promise.all(
    Array.from({ length: 25 }, (_, n) => report(here.site, { ...ann, details: `Words ${n}.` })),
  )
  for (const [n, one] of many.entries()) assert.equal((await status(one)).words[0].details, `Words ${n}.`)

  const found = await caseAbout(about)
  await (await moderator())
    .post(`/review/${found?.ref}/decisions`)
    .set(...json)
    .send(judgement({ outcome: 'not_upheld', measures: 'none' }))
    .expect(201)
  assert.ok(
    (await mailsTo('ann@example.org')).some(
      ({ subject }) => subject === `Your report ${first.ref} is decided`,
    ),
  )
  assert.equal(
    (await open({ email: 'ann@example.org' })).html,
    (await open({ email: 'stranger@example.org' })).html,
  )
})

test('what is urgent does not vanish in what the same person said before', async () => {
  const about = await newPost()
  const { agent } = await signedInAgent(here.site)
  await report(here.site, { about }, agent)
  await report(here.site, { about, kind: 'child-abuse' }, agent)
  const found = await caseAbout(about)
  assert.deepEqual([found?.isUrgent, found?.state.interim], [true, 'hidden'])
})
