import '../support/env.ts'

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { days, moveClock, now, resetClock } from '../../src/clock.ts'
import { Mails } from '../../src/mail/mail.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { dayInWords, months } from '../../src/reports/appeal-window.ts'
import { Cases } from '../../src/reports/case.ts'
import { decide } from '../../src/reports/deciding.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { chooseInterim, endLapsedInterims } from '../../src/reports/interim-choice.ts'
import { finishInterims } from '../../src/reports/interim-effects.ts'
import type { KindName } from '../../src/reports/kinds.ts'
import { makeAccount } from '../support/accounts.ts'
import { complaint, findings, rules } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumDatabase } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'

forumDatabase()
rules()
before(stopOutbox)
afterEach(resetClock)

async function reported(kind: KindName = 'rules') {
  const author = await makeAccount()
  const topic = await makeTopic()
  const post = await makePost({ topic: topic.id, author, body: 'You are all fools.' })
  await fileReport(undefined, complaint(`/posts/${post._id}`, { kind }))
  const found = await Cases.findOne({ subject: `post:${post._id}` }).lean()
  const [judge, other] = [await makeAccount({ role: 'moderator' }), await makeAccount({ role: 'moderator' })]
  return { author, judge, other, ref: found?.ref ?? assert.fail('there is a case') }
}

const mailed = async (to: string, subject: RegExp) =>
  (await Mails.find({ to, subject }).lean()).map(({ text }) => String(text))
const hide = { choice: 'hide', ground: 'appears_justified', reason: 'It is one.' } as const
const mild = findings({ outcome: 'not_upheld', measures: ['none'], yields: 'complainant' })

test('N9, N13: the statement of reasons has number, days, place, the part of programs, rule and last day to object', async () => {
  const { author, judge, ref } = await reported()
  const { ref: number, at } = await decide(judge, ref, findings())
  const [text = ''] = await mailed(author.email, /restricted/)
  assert.ok(text.includes(`The number of this decision is ${number}.`))
  assert.ok(text.includes(`It holds from ${dayInWords(at)}, everywhere on this site; it has no end date.`))
  assert.match(text, /Rule 1, “[^”]+”, version 1 of the rules of this forum: http:\S+\/rules\/1#rule-1/)
  assert.match(text, /No program looked for it or hid it\. A person decided this/)
  assert.ok(text.includes(`you can object until ${dayInWords(new Date(months(at, 6).getTime() - 1))}`))
  assert.doesNotMatch(text, /mediation/)
})

test('N9, N28: it says that a rule of the program hid it first, and offers mediation where that is due', async () => {
  const hidden = await reported('child-abuse')
  await decide(hidden.judge, hidden.ref, findings({ second: hidden.other }))
  assert.match(
    (await mailed(hidden.author.email, /restricted/))[0] ?? '',
    /A rule of the program hid it first/,
  )
  const privacy = await reported('privacy')
  await decide(privacy.judge, privacy.ref, findings({ outcome: 'partly' }))
  assert.match(
    (await mailed(privacy.author.email, /restricted/))[0] ?? '',
    /mediation by somebody from outside/,
  )
})

test('N9: the letter about something hidden for now has the case, what it may go against, and how to object', async () => {
  const { author, judge, ref } = await reported()
  await chooseInterim(judge, ref, hide)
  const [text = ''] = await mailed(author.email, /hidden for now/)
  assert.ok(
    text.includes(`What it may go against: the rules of this forum. The number of the case is ${ref}.`),
  )
  assert.match(text, /If you think that it should not be hidden, tell us/)
  assert.match(text, /you can object for six months/)
})

for (const way of ['lapses', 'is restored early'])
  test(`N9: when the hiding ${way} its author learns it once, and nothing again where the decision restricts nothing`, async () => {
    const { author, judge, ref } = await reported()
    await chooseInterim(judge, ref, hide)
    if (way === 'lapses') {
      moveClock(days(15.1))
      await endLapsedInterims()
    } else await chooseInterim(judge, ref, { choice: 'keep', ground: undefined, reason: 'It is a joke.' })
    await finishInterims()
    const bells = () => Notifications.countDocuments({ account: author._id, title: /visible again/ })
    assert.equal(await bells(), 1)
    assert.equal((await mailed(author.email, /visible again/)).length, 1)
    const found = await Cases.findOne({ ref }).lean()
    assert.ok(found && found.pending === null && now() > found.openedAt)
    await Cases.collection.updateOne({ ref }, { $set: { 'state.unexplained': [] } })
    await decide(judge, ref, mild)
    assert.equal(await bells(), 1)
  })
