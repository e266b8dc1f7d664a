import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cases } from '../../src/reports/case.ts'
import { mailsTo, signedInAgent } from '../support/accounts.ts'
import { answerAs, askAs, previewAs, question } from '../support/asking.ts'
import { report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff } = reviewers(here)

async function byTwo() {
  const [ada, bea] = [await signedInAgent(here.site), await signedInAgent(here.site)]
  const one = await makeTopic({ author: ada.account, title: 'Hens in the yard' })
  const two = await makeTopic({ author: bea.account, title: 'Geese on the green' })
  const about = [`/posts/${one.post._id}`, `/posts/${two.post._id}`] as unknown as string
  await report(here.site, { about })
  const { ref } = (await Cases.findOne({ subject: `post:${one.post._id}` }).lean()) ?? assert.fail()
  return { ada, bea, one, two, ref, place: `/review/${ref}`, lead: await staff() }
}

test('N13: of several authors the one who was chosen is asked, and reads nothing about the others', async () => {
  const { ada, bea, one, ref, place, lead } = await byTwo()
  const form = (await lead.agent.get(`${place}/questions`).expect(200)).text
  for (const { account } of [ada, bea]) assert.ok(form.includes(`value="${account.username}"`))
  const to = question({ author: bea.account.username })
  const preview = (await previewAs(lead.agent, place, to).expect(200)).body
  assert.ok(preview.hidden.some(({ value }: { value: string }) => value === bea.account.username))
  const { body } = await askAs(lead.agent, place, to).expect(201)
  await ada.agent.get(`/questions/${body.ref}`).expect(404)
  const page = (await bea.agent.get(`/questions/${body.ref}`).expect(200)).text
  const mails = (await mailsTo(bea.account.email)).filter(({ subject }) => subject.includes('question'))
  assert.equal(mails.length, 1)
  const read = [
    page.slice(page.indexOf('<main'), page.indexOf('</main>')),
    JSON.stringify((await bea.agent.get(`/questions/${body.ref}`).set(...json)).body),
    JSON.stringify((await bea.agent.get('/notifications').set(...json)).body),
    ...mails.flatMap(({ subject, text, html }) => [subject, text, html]),
  ]
  for (const text of read)
    for (const secret of [
      ada.account.username,
      ada.account.name,
      one.topic.title,
      `/posts/${one.post._id}`,
      ref,
    ])
      assert.ok(!text.includes(secret), secret)
  assert.equal(
    (await mailsTo(ada.account.email)).filter(({ subject }) => subject.includes('question')).length,
    0,
  )
  await answerAs(bea.agent, body.ref).expect(201)
  assert.equal((await Cases.findOne({ ref }).lean())?.state.waitingFor, null)
  assert.match((await lead.agent.get(place)).text, new RegExp(`to the author, ${bea.account.name}`))
})

test('where nobody is chosen the first author is asked; whose nothing of it is, cannot be', async () => {
  const { ada, bea, place, lead } = await byTwo()
  const stranger = await signedInAgent(here.site)
  const wrong = await askAs(lead.agent, place, question({ author: stranger.account.username })).expect(422)
  assert.match(JSON.stringify(wrong.body), /Nothing here is by them/)
  await askAs(lead.agent, place, question({ author: { $ne: '' } })).expect(422)
  const { body } = await askAs(lead.agent, place, question()).expect(201)
  await ada.agent.get(`/questions/${body.ref}`).expect(200)
  await bea.agent.get(`/questions/${body.ref}`).expect(404)
})
