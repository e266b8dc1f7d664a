import '../support/env.ts'
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { days, moveClock, resetClock } from '../../src/clock.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { Cases } from '../../src/reports/case.ts'
import { tellHowItStands } from '../../src/reports/progress.ts'
import { mailsTo, makeAccount, signedInAgent } from '../support/accounts.ts'
import { decideLate, findings, report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { nobody } = reviewers(here)
afterEach(resetClock)

const told = async (address: string) =>
  (await mailsTo(address)).filter(({ subject }) => subject.endsWith('how it stands'))

async function reported() {
  const author = await signedInAgent(here.site)
  const member = await signedInAgent(here.site)
  const topic = await makeTopic({ author: author.account, title: 'The secret of the lime kiln' })
  const about = `/posts/${topic.post._id}`
  const address = `ann-${topic.post._id}@example.org`
  const ann = await report(here.site, { about, email: address, details: 'wombat words' })
  const silent = `ben-${topic.post._id}@example.org`
  const ben = await report(here.site, { about, email: silent })
  await nobody()
    .put(`/reports/${ben.ref}/messages`)
    .set(...json)
    .send({ key: ben.key, optOut: 'yes' })
    .expect(200)
  await report(here.site, { about }, member.agent)
  const found = await Cases.findOne({ subject: `post:${topic.post._id}` }).lean()
  return { author, member, address, silent, ann, ref: String(found?.ref) }
}

test('N13 #14: every two weeks that a case is open each reporter hears how it stands, once, unless they want no mails', async () => {
  const { author, member, address, silent, ref } = await reported()
  moveClock(days(13))
  await tellHowItStands()
  assert.equal((await told(address)).length, 0)
  moveClock(days(2))
  await Promise.all([tellHowItStands(), tellHowItStands()])
  await tellHowItStands()
  moveClock(days(10))
  await tellHowItStands()
  assert.deepEqual([(await told(address)).length, (await told(member.account.email)).length], [1, 1])
  moveClock(days(4))
  await tellHowItStands()
  await tellHowItStands()
  assert.deepEqual([(await told(address)).length, (await told(member.account.email)).length], [2, 2])
  assert.equal((await told(silent)).length, 0)
  assert.equal((await told(author.account.email)).length, 0)
  assert.equal(await Notifications.countDocuments({ account: member.account._id, title: /how it stands/ }), 2)
  const history = (await Cases.findOne({ ref }).lean())?.history ?? []
  assert.equal(history.filter(({ words }) => words.includes('how it stands')).length, 2)
})

test('N13 #14: the letter says how it stands and by when, and nothing of what was reported', async () => {
  const { address, ann } = await reported()
  moveClock(days(15))
  await tellHowItStands()
  const [letter] = await told(address)
  const text = letter?.text.replace(/\s+/g, ' ') ?? ''
  assert.match(text, /A moderator will look at it\./)
  assert.match(text, /You hear from us as soon as it is decided, by \d{4}-\d\d-\d\d at the latest\./)
  for (const secret of ['lime kiln', 'wombat', ann.key]) assert.ok(!text.includes(secret), secret)
  moveClock(days(40))
  await tellHowItStands()
  assert.match((await told(address)).at(-1)?.text.replace(/\s+/g, ' ') ?? '', /longer than we wanted/)
})

test('#14: who reported it only yesterday hears nothing yet, and a decided case is no longer spoken of', async () => {
  const { address, member, ref } = await reported()
  moveClock(days(13))
  const [subject] = (await Cases.findOne({ ref }).lean())?.subjects ?? []
  const late = `late-${subject?.id}@example.org`
  await report(here.site, { about: String(subject?.path), email: late })
  moveClock(days(2))
  await tellHowItStands()
  assert.deepEqual([(await told(late)).length, (await told(address)).length], [0, 1])
  const judge = await makeAccount({ role: 'moderator' })
  await decideLate(judge, ref, findings())
  moveClock(days(20))
  await tellHowItStands()
  assert.deepEqual([(await told(late)).length, (await told(member.account.email)).length], [0, 1])
})
