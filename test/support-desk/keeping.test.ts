import '../support/env.ts'
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { cleanUpAfter } from '../../src/auth/account-gone.ts'
import { AuditLines } from '../../src/auth/audit.ts'
import { days, hours, moveClock, resetClock } from '../../src/clock.ts'
import { startOutbox, stopOutbox } from '../../src/mail/outbox.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { answer, closeForStaff, writeNote } from '../../src/support/answering.ts'
import { completeTalks, endTalks } from '../../src/support/complete.ts'
import { beginThread, closeOwn, writeOn } from '../../src/support/conversation.ts'
import { SupportMessages, storeMessage } from '../../src/support/message.ts'
import { SupportNotes } from '../../src/support/note.ts'
import { type Thread, Threads } from '../../src/support/thread.ts'
import { mailsTo, makeAccount, signedInAgent } from '../support/accounts.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { forumSite } from '../support/forum-site.ts'
import { json, someone, talkers } from './talking.ts'

const here = forumSite()
const { staff, writes, chats, answers, reads } = talkers(here)
afterEach(resetClock)

/** Without the outbox, which would be killed in the middle of something else. */
async function killed(count: number, act: () => Promise<unknown>): Promise<boolean> {
  await stopOutbox()
  try {
    return await killedAfter(count, act)
  } finally {
    startOutbox()
  }
}

const isThere = async (ref: string) => (await Threads.exists({ ref })) !== null

test('N29: a conversation by form goes 24 months after its last message, a live chat 6 months after it ended; nothing is left', async () => {
  const desk = await staff()
  const [form, chat, late] = [await writes(), await chats(), await chats()]
  await writeNote(desk.account, form.ref, 'A note.')
  await answers(desk.agent, form.ref, 'Yes.').expect(201)
  moveClock(hours(12))
  await closeForStaff(desk.account, chat.ref, 1)
  moveClock(days(100))
  // Tidying up makes nothing stay longer.
  await closeForStaff(desk.account, late.ref, 1)
  await closeForStaff(desk.account, form.ref, 2)
  moveClock(days(79))
  await endTalks()
  assert.ok((await isThere(form.ref)) && (await isThere(chat.ref)) && (await isThere(late.ref)))
  moveClock(days(2))
  await endTalks()
  assert.ok((await isThere(form.ref)) && !(await isThere(chat.ref)) && !(await isThere(late.ref)))
  moveClock(days(548))
  await endTalks()
  assert.ok(await isThere(form.ref))
  const { key, agent, place } = form
  await agent
    .post(`${place}/messages`)
    .set(...json)
    .send({ key, text: 'Still here.' })
    .expect(201)
  await closeOwn((await Threads.findOne({ ref: form.ref }).lean()) as Thread, 3)
  moveClock(days(729))
  await endTalks()
  assert.ok(await isThere(form.ref))
  moveClock(days(2))
  await reads(agent, place, key).expect(404)
  await endTalks()
  assert.equal(await Threads.countDocuments(), 0)
  assert.equal(await SupportMessages.countDocuments(), 0)
  assert.equal(await SupportNotes.countDocuments(), 0)
  assert.equal(await Notifications.countDocuments({ once: /^support:/ }), 0)
})

test('N29: killed at any write of its end, a conversation is gone without a trace after the next run', async () => {
  const desk = await staff()
  for (let count = 0, isThrough = false; !isThrough; count += 1) {
    const { ref } = await writes()
    await answers(desk.agent, ref, 'Yes.').expect(201)
    await writeNote(desk.account, ref, 'A note.')
    await Threads.collection.updateOne({ ref }, { $set: { deleteAt: new Date(0) } })
    isThrough = await killed(count, () => endTalks())
    await endTalks()
    assert.ok(!(await isThere(ref)))
    const left = await Promise.all([SupportMessages.countDocuments(), SupportNotes.countDocuments()])
    assert.deepEqual(left, [0, 0], `after ${count}`)
    assert.equal(await Notifications.countDocuments({ once: new RegExp(`^support:${ref}:`) }), 0)
  }
})

test('N24: of an account that goes nothing is left beside its words; of staff not who they were', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { body } = await agent
    .post('/talk')
    .set(...json)
    .send({ text: 'Mine.' })
    .expect(201)
  const desk = await staff()
  await answers(desk.agent, body.ref, 'Ours.').expect(201)
  await writeNote(desk.account, body.ref, 'A note.')
  await cleanUpAfter(String(account._id))
  await cleanUpAfter(String(desk.account._id))
  const left = JSON.stringify([
    await Threads.find({ ref: body.ref }).lean(),
    await SupportMessages.find({ text: /^(Mine|Ours)/ }).lean(),
    await SupportNotes.find().lean(),
  ])
  assert.match(left, /Mine\./)
  assert.ok(!left.includes(String(account._id)))
  assert.ok(!left.includes(String(desk.account._id)))
})

test('killed at any write of a beginning: what was acknowledged is there and told once, a resend makes one of it', async () => {
  const desk = await staff()
  for (let writesDone = 0, isThrough = false; !isThrough; writesDone += 1) {
    const email = someone()
    const form = {
      channel: 'form',
      name: '',
      email,
      subject: '',
      text: `Kill ${writesDone}`,
      clientId: 'f'.repeat(22),
    } as const
    isThrough = await killed(writesDone, () => beginThread(undefined, form))
    await beginThread(undefined, form)
    await completeTalks(new Date(Date.now() + 1000))
    await completeTalks(new Date(Date.now() + 1000))
    assert.equal(await Threads.countDocuments({ email }), 1, `after ${writesDone}`)
    const [message, ...more] = await SupportMessages.find({ text: form.text }).lean()
    assert.ok(message?.settledAt && more.length === 0)
    assert.equal((await mailsTo(email)).length, 1)
    const { ref = '' } = (await Threads.findOne({ email }).lean()) ?? {}
    assert.equal(
      await Notifications.countDocuments({ account: desk.account._id, once: `support:${ref}:0` }),
      1,
    )
  }
})

test('killed at any write of an answer: it is there or not, and if it is, it is mailed and audited once', async () => {
  const desk = await makeAccount({ role: 'moderator' })
  for (let writesDone = 0, isThrough = false; !isThrough; writesDone += 1) {
    const { ref, email } = await writes()
    const text = `Answer ${writesDone}`
    isThrough = await killed(writesDone, () => answer(desk, ref, text, 'g'.repeat(22)))
    await completeTalks(new Date(Date.now() + 1000))
    await completeTalks(new Date(Date.now() + 1000))
    const stored = await SupportMessages.countDocuments({ text })
    assert.ok(stored === 1 || !isThrough)
    const mails = (await mailsTo(email)).filter((mail) => mail.text.includes(text))
    assert.equal(mails.length, stored, `after ${writesDone}`)
    const about = `support:${ref}`
    assert.equal(await AuditLines.countDocuments({ about, act: 'support:answered' }), stored)
    const thread = await Threads.findOne({ ref }).lean()
    assert.equal(thread?.state, stored ? 'answered' : 'open')
    if (thread?.assignee) assert.equal(await AuditLines.countDocuments({ about, act: 'support:claimed' }), 1)
  }
})

test('N29: what is written in the very moment in which a conversation ends does not stay behind', async (context) => {
  const desk = await staff()
  const { ref } = await writes()
  const thread = await Threads.findOne({ ref }).lean()
  assert.ok(thread)
  // The page was let in a moment before the end.
  await Threads.deleteOne({ ref })
  await writeOn({ thread, by: 'key' }, 'Too late by a second.')
  assert.equal(await SupportMessages.countDocuments({ thread: thread._id }), 0)
  await SupportMessages.updateMany({}, { $set: { settledAt: new Date() } })
  await storeMessage({ thread: thread._id, from: 'visitor', by: null, text: 'Killed here.', clientId: 'x' })
  await completeTalks(new Date(Date.now() + 1000))
  assert.equal(await SupportMessages.countDocuments({ thread: thread._id }), 0)
  const other = await writes()
  const create = SupportNotes.create.bind(SupportNotes)
  context.mock.method(SupportNotes, 'create', async (fields: object) => {
    await Threads.deleteOne({ ref: other.ref })
    return create(fields)
  })
  await writeNote(desk.account, other.ref, 'A note too late.')
  assert.equal(await SupportNotes.countDocuments({ text: 'A note too late.' }), 0)
})
