import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cases } from '../../src/reports/case.ts'
import { Questions } from '../../src/reports/question.ts'
import { Shares } from '../../src/reports/share.ts'
import { signedInAgent } from '../support/accounts.ts'
import { answerAs, approveAs, askAs, keyOf, proposeAs, question, sharing } from '../support/asking.ts'
import { report, rules } from '../support/complaints.ts'
import { forumSite } from '../support/forum-site.ts'
import { reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, nobody, complaint } = reviewers(here)
const evil = '<script>alert(1)</script><img src=x onerror=alert(2)>'

test('N13: nobody but whoever was asked opens a question, with whatever key', async () => {
  const { author, party, place, report: ann, about } = await complaint()
  const asker = await staff()
  const shy = await report(here.site, { about })
  const { body: mine } = await askAs(
    asker.agent,
    place,
    question({ whom: 'reporter', report: ann.ref }),
  ).expect(201)
  const other = await complaint()
  const { body: theirs } = await askAs(asker.agent, other.place, question()).expect(201)
  const [key, wrong] = [await keyOf(mine.ref), await keyOf(theirs.ref)]
  assert.notEqual(key, wrong)
  const stored = await Questions.findOne({ ref: mine.ref }).lean()
  assert.ok(!JSON.stringify(stored).includes(key), 'the secret is not stored')
  const member = await signedInAgent(here.site)
  const keys = ['', wrong, shy.key, `${key.slice(0, -1)}A`, String(stored?.key), '$ne', 'x'.repeat(43)]
  for (const agent of [nobody(), member.agent, author.agent, party.agent, asker.agent])
    for (const guess of keys.filter((one) => one !== key)) {
      await agent.get(`/questions/${mine.ref}?key=${guess}`).expect(404)
      await agent.get(`/questions/${mine.ref}/pictures/1?key=${guess}`).expect(404)
      await answerAs(agent, mine.ref, { key: guess }).expect(404)
    }
  for (const guess of [{ $gt: '' }, [key], { $ne: null }, null])
    await answerAs(nobody(), mine.ref, { key: guess }).expect(404)
  for (const ref of ['Q-0', 'Q-99999999', 'Q-1e3', '..', 'q-1', encodeURIComponent('Q-1\n')])
    await nobody().get(`/questions/${ref}?key=${key}`).expect(404)
  await nobody().get(`/questions/${mine.ref}?key=${key}`).expect(200)
})

test('opening a question, its answer or its form changes nothing, with whatever method in the address', async () => {
  const { author, place, ref } = await complaint()
  const asker = await staff()
  const { body } = await askAs(asker.agent, place, question()).expect(201)
  const key = await keyOf(body.ref)
  await author.agent.get(`/questions/${body.ref}`).expect(200)
  await asker.agent.get(place).expect(200)
  const before = JSON.stringify([
    await Questions.find({ case: ref }).lean(),
    await Cases.findOne({ ref }).lean(),
  ])
  for (const method of ['get', 'head'] as const)
    for (const path of [
      `/questions/${body.ref}?key=${key}&answer=x&confirmed=yes`,
      `/questions/${body.ref}/answers?key=${key}&answer=x&confirmed=yes`,
      `/questions/${body.ref}?_method=PUT&key=${key}`,
    ])
      assert.ok((await author.agent[method](path)).status < 500)
  for (const path of [
    `${place}/questions`,
    `${place}/question-previews`,
    `${place}/shares/S-1/approval?approval=approve`,
  ])
    assert.ok((await asker.agent.get(path)).status < 500)
  await asker.agent.post(`${place}/question-previews`).send(question()).expect(409)
  await author.agent
    .post(`/questions/${body.ref}/answers`)
    .set('Sec-Fetch-Site', 'cross-site')
    .send({ answer: 'x', confirmed: 'yes' })
    .expect(403)
  assert.equal(
    JSON.stringify([await Questions.find({ case: ref }).lean(), await Cases.findOne({ ref }).lean()]),
    before,
  )
})

test('HTML in every field of a question, a share and an answer stays text', async () => {
  const { author, place, about } = await complaint()
  const [one, two] = [await staff(), await staff()]
  const shy = await report(here.site, { about, details: evil })
  const fields = sharing(`${shy.ref}:details`, {
    question: evil,
    role: evil,
    why: evil,
    alternatives: evil,
    consentWhy: evil,
    delayReason: evil,
    delayUntil: new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10),
  })
  const page = await one.agent.post(`${place}/question-previews`).type('form').send(fields).expect(200)
  const again = await one.agent
    .post(`${place}/question-previews`)
    .type('form')
    .send({ ...fields, again: 'yes' })
    .expect(200)
  assert.match(again.text, /checked/)
  const wrong = await one.agent
    .post(`${place}/questions`)
    .type('form')
    .send({ ...fields, why: '' })
    .expect(422)
  const { body } = await proposeAs(one.agent, place, fields)
  const waiting = await two.agent.get(place)
  await approveAs(two.agent, place, body.share).expect(200)
  const asked = await author.agent.get(`/questions/${body.ref}`).expect(200)
  const missing = await author.agent
    .post(`/questions/${body.ref}/answers`)
    .type('form')
    .send({ answer: evil })
    .expect(422)
  await answerAs(author.agent, body.ref, { answer: evil }).expect(201)
  const pages = [
    page,
    again,
    wrong,
    waiting,
    asked,
    missing,
    await one.agent.get(place),
    await author.agent.get(`/questions/${body.ref}`),
  ]
  for (const { text } of pages) {
    assert.ok(!text.includes('<script>alert') && !text.includes('<img src=x'), text.slice(0, 300))
    assert.ok(text.includes('&lt;script&gt;'))
  }
})

test('N9: a closed case takes no question, no answer and no second word; what belongs to another case is not there', async () => {
  const { author, place, ref, report: ann } = await complaint()
  const other = await complaint()
  const [one, two] = [await staff(), await staff()]
  const { body } = await proposeAs(one.agent, place, sharing(`${ann.ref}:details`))
  await approveAs(two.agent, other.place, body.share).expect(404)
  await approveAs(author.agent, place, body.share).expect(403)
  await approveAs(two.agent, place, 'S-99999999').expect(404)
  await approveAs(two.agent, place, body.share, { approval: 'yes' }).expect(422)
  const { body: asked } = await askAs(one.agent, place, question()).expect(201)
  await Cases.collection.updateOne(
    { ref },
    { $set: { 'state.name': 'closed', isOpen: false, isUndecided: false } },
  )
  await answerAs(author.agent, asked.ref).expect(409)
  await askAs(one.agent, place, question()).expect(409)
  await approveAs(two.agent, place, body.share).expect(409)
  assert.equal((await Shares.findOne({ ref: body.share }).lean())?.sentAt, null)
  await author.agent
    .get(`/questions/${body.ref}`)
    .set(...json)
    .expect(404)
})
