import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { changeBoard } from '../../src/forum/board.ts'
import { Cases } from '../../src/reports/case.ts'
import { mailsTo, signedInAgent } from '../support/accounts.ts'
import { judgement, report, rules } from '../support/complaints.ts'
import { makeBoard, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const guest = () => request(here.site.server)
const staff = (more = {}) => signedInAgent(here.site, { role: 'moderator', ...more })
const caseOf = (topic: Awaited<ReturnType<typeof makeTopic>>) =>
  Cases.findOne({ subject: `post:${topic.post._id}` })
    .lean()
    .then((found) => `/review/${found?.ref}`)

test('N13: nothing that the author can open or is sent has anything of the reporters in it', async () => {
  const author = await signedInAgent(here.site)
  const reporter = await signedInAgent(here.site, { username: 'quokkafan', name: 'Quentin Quokka' })
  const topic = await makeTopic({ author: author.account, body: 'You are all fools.' })
  const about = `/posts/${topic.post._id}`
  const filed = await report(here.site, { about, details: 'wombat words' }, reporter.agent)
  const ann = { about, email: 'ann@example.org', name: 'Ann Example', details: 'numbat words' }
  const other = await report(here.site, ann)
  const judge = await staff()
  const second = await staff()
  const place = await caseOf(topic)
  const secrets = [
    ...[
      'quokkafan',
      'quentin',
      String(reporter.account._id),
      'wombat',
      'ann@example',
      'ann example',
      'numbat',
    ],
    ...[filed.ref, filed.key, other.ref, other.key, judge.account.username, second.account.username].map(
      String,
    ),
  ]
  const decided: string[] = []
  const readNothing = async () => {
    const paths = [
      '/notifications',
      topic.path,
      about,
      '/log',
      '/log/feed',
      '/my/settings',
      `/u/${author.account.username}`,
      ...decided.map((ref) => `/decisions/${ref}`),
    ]
    const texts = await mailsTo(author.account.email)
    const said = texts.map(({ subject, text, html }) => [subject, text, html].join('\n'))
    for (const path of paths)
      for (const accept of ['text/html', 'application/json'])
        said.push((await author.agent.get(path).set('Accept', accept)).text)
    for (const text of said)
      for (const secret of secrets)
        assert.ok(!text.toLowerCase().includes(secret.toLowerCase()), `${secret} in ${text.slice(0, 300)}`)
    return texts.length
  }
  await judge.agent
    .put(`${place}/interim`)
    .set(...json)
    .send({ choice: 'hide', ground: 'appears_justified', reason: 'Ann Example says so.' })
    .expect(200)
  assert.equal(await readNothing(), 1)
  await judge.agent
    .post(`${place}/notes`)
    .set(...json)
    .send({ note: 'Ann Example wrote numbat words.' })
    .expect(200)
  decided.push(
    (
      await judge.agent
        .post(`${place}/decisions`)
        .set(...json)
        .send(judgement())
        .expect(201)
    ).body.ref,
  )
  assert.equal(await readNothing(), 2)
  await guest()
    .post(`/decisions/${decided[0]}/appeals`)
    .set(...json)
    .send({ argument: 'numbat words again', report: other.ref, key: other.key })
    .expect(201)
  await readNothing()
  const turned = await second.agent
    .post(`${place}/decisions`)
    .set(...json)
    .send(judgement({ outcome: 'not_upheld', measures: 'none' }))
  assert.equal(turned.status, 201)
  decided.push(turned.body.ref)
  assert.equal(await readNothing(), 3)
})

test('N13: a reporter sees their own words, and nothing of the author’s or of other reporters’', async () => {
  const author = await signedInAgent(here.site)
  const topic = await makeTopic({ author: author.account })
  const about = `/posts/${topic.post._id}`
  const mine = await signedInAgent(here.site)
  const { ref } = await report(here.site, { about, details: 'My own words.' }, mine.agent)
  const other = await report(here.site, {
    about,
    email: 'ben@example.org',
    name: 'Ben Other',
    details: 'bandicoot words',
  })
  const judge = await staff()
  const { body } = await judge.agent
    .post(`${await caseOf(topic)}/decisions`)
    .set(...json)
    .send(judgement())
    .expect(201)
  const mails = await mailsTo(mine.account.email)
  const said = mails.flatMap(({ text, html }) => [text, html])
  for (const path of [`/reports/${ref}`, `/decisions/${body.ref}`, '/notifications', '/log'])
    for (const accept of ['text/html', 'application/json'])
      said.push((await mine.agent.get(path).set('Accept', accept).expect(200)).text)
  assert.ok(said.some((text) => text.includes('My own words.')))
  for (const text of said)
    for (const secret of [
      author.account.email,
      'ben@example.org',
      'Ben Other',
      'bandicoot',
      other.ref,
      other.key,
      judge.account.username,
    ])
      assert.ok(!text.includes(secret), secret)
  await mine.agent.get(`/reports/${other.ref}`).expect(404)
})

test('of a case about several people’s posts each author reads of their own alone', async () => {
  const board = await makeBoard()
  const one = await makeTopic({ title: 'Lime or cement' })
  const author = await signedInAgent(here.site)
  const two = await makeTopic({ board, author: author.account, title: 'Plans for the quiet room' })
  await changeBoard(board.slug, { audience: 'staff' })
  const reporter = await staff()
  await report(here.site, { about: `/posts/${one.post._id}\n/posts/${two.post._id}` }, reporter.agent)
  const judge = await staff()
  const place = await caseOf(one)
  await judge.agent
    .put(`${place}/interim`)
    .set(...json)
    .send({ choice: 'hide', ground: 'appears_justified', reason: 'Rude.' })
    .expect(200)
  await judge.agent
    .post(`${place}/decisions`)
    .set(...json)
    .send(judgement())
    .expect(201)
  const told = (await mailsTo(one.author.email)).map(({ text }) => text).join()
  assert.match(told, /Lime or cement/)
  assert.doesNotMatch(told, /quiet room/)
  const theirs = (await mailsTo(author.account.email)).map(({ text }) => text).join()
  assert.match(theirs, /quiet room/)
})

test('nobody leads a case into which their own post came with a later report', async () => {
  const one = await makeTopic()
  const owner = await staff()
  const two = await makeTopic({ author: owner.account })
  const about = `/posts/${one.post._id}`
  await report(here.site, { about })
  const place = await caseOf(one)
  await owner.agent.get(place).expect(200)
  await report(here.site, { about: `${about}\n/posts/${two.post._id}` })
  await owner.agent.get(place).expect(403)
})

test('whoever has no part in a decision cannot object to it, with whatever link', async () => {
  const topic = await makeTopic()
  const { ref, key } = await report(here.site, { about: `/posts/${topic.post._id}` })
  const stranger = await report(here.site, { about: '/another-page' })
  const judge = await staff()
  const { body } = await judge.agent
    .post(`${await caseOf(topic)}/decisions`)
    .set(...json)
    .send(judgement())
    .expect(201)
  const object = (link: object) =>
    guest()
      .post(`/decisions/${body.ref}/appeals`)
      .set(...json)
      .send({ argument: 'No.', ...link })
  for (const link of [
    {},
    { report: ref },
    { report: ref, key: stranger.key },
    { report: stranger.ref, key: stranger.key },
    { report: { $gt: '' }, key: { $gt: '' } },
    { report: [ref], key: [key] },
  ])
    await object(link).expect(403)
  const answers = await Promise.all([1, 2, 3].map(() => object({ report: ref, key })))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409])
})
