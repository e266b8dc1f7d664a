import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Account, Accounts } from '../../src/auth/account.ts'
import { AuditLines } from '../../src/auth/audit.ts'
import { now } from '../../src/clock.ts'
import { changed } from '../../src/live/bus.ts'
import { laterDone } from '../../src/live/later.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import '../../src/support/complete.ts'
import { listInbox, place, writePlace } from '../../src/support/inbox.ts'
import { SupportNotes } from '../../src/support/note.ts'
import { Threads } from '../../src/support/thread.ts'
import { mailsTo, signedInAgent } from '../support/accounts.ts'
import { forumSite } from '../support/forum-site.ts'
import { json, talkers, textsOf } from './talking.ts'

const here = forumSite()
const { visitor, staff, writes, chats, answers, reads } = talkers(here)

interface Row {
  ref: string
}
const refsOf = (body: { threads: Row[] }) => body.threads.map(({ ref }) => ref)

test('N12: the inbox shows who waits longest first, and moves what is answered or closed to its own list', async () => {
  const desk = await staff()
  const list = async (state: string) => refsOf((await reads(desk.agent, `/support?state=${state}`)).body)
  const [first, second, third] = [await writes(), await writes(), await chats()]
  assert.deepEqual(await list('open'), [first.ref, second.ref, third.ref])
  // Who writes again keeps their place.
  await first.agent
    .post(`${first.place}/messages`)
    .set(...json)
    .send({ key: first.key, text: 'Hello?' })
    .expect(201)
  assert.deepEqual(await list('open'), [first.ref, second.ref, third.ref])
  await answers(desk.agent, first.ref, 'Yes.').expect(201)
  await answers(desk.agent, second.ref, 'No.').expect(201)
  await desk.agent
    .put(`/support/${second.ref}/closure`)
    .set(...json)
    .send({ seen: 2 })
    .expect(200)
  assert.deepEqual(await list('open'), [third.ref])
  assert.deepEqual(await list('answered'), [first.ref])
  assert.deepEqual(await list('closed'), [second.ref])
  await first.agent
    .post(`${first.place}/messages`)
    .set(...json)
    .send({ key: first.key, text: 'But?' })
    .expect(201)
  assert.deepEqual(await list('open'), [third.ref, first.ref])
  await reads(desk.agent, '/support?state=all').expect(422)
  await reads(desk.agent, '/support?before=x').expect(422)
})

test('the inbox is read by one index, page by page, and nobody is skipped or shown twice', async () => {
  const at = new Date(now().getTime() - 1000)
  const rows = Array.from({ length: 120 }, (_, n) => ({
    ref: `T-9${String(n).padStart(4, '0')}`,
    clientId: `row-${n}`,
    channel: 'form',
    subject: `Row ${n}`,
    state: 'answered',
    sortAt: new Date(at.getTime() + Math.floor(n / 7)),
    seq: 1,
    openedAt: at,
    lastAt: at,
    link: 'x',
    deleteAt: new Date(Date.now() + 86_400_000),
  }))
  await Threads.collection.insertMany(rows as never)
  const seen: string[] = []
  for (let before: string | undefined = '0.000000000000000000000000'; before; ) {
    const { threads, next } = await listInbox('answered', place.parse(before))
    assert.ok(threads.length <= 50)
    seen.push(...threads.map(({ ref }) => ref))
    before = next
  }
  const wanted = rows.map(({ ref }) => ref)
  assert.deepEqual(seen.filter((ref) => wanted.includes(ref)).sort(), wanted)
  assert.equal(new Set(seen).size, seen.length)
  const last = await Threads.findOne({ ref: 'T-90060' }).lean()
  assert.ok(last && place.parse(writePlace(last)).id.equals(last._id))
  const plan = await Threads.collection.find({ state: 'answered' }).sort({ sortAt: 1, _id: 1 }).explain()
  assert.match(JSON.stringify(plan), /IXSCAN|EXPRESS_IXSCAN/)
  assert.doesNotMatch(JSON.stringify(plan), /"SORT"|COLLSCAN/)
  await Threads.collection.deleteMany({ ref: /^T-9\d{4}$/ })
})

test('two take a conversation at once: one has it, the other is told; it can be given back, or freed for others', async () => {
  const { ref } = await writes()
  const desks = await Promise.all([staff(), staff(), staff()])
  const took = await Promise.all(desks.map(({ agent }) => agent.put(`/support/${ref}/assignee`).set(...json)))
  assert.deepEqual(took.map(({ status }) => status).sort(), [200, 409, 409])
  const holder = desks[took.findIndex(({ status }) => status === 200)]
  const other = desks[took.findIndex(({ status }) => status === 409)]
  assert.ok(holder && other)
  await holder.agent
    .put(`/support/${ref}/assignee`)
    .set(...json)
    .expect(200)
  const typed = await other.agent
    .post(`/support/${ref}/messages`)
    .type('form')
    .send({ text: 'My long answer' })
  assert.equal(typed.status, 409)
  assert.match(typed.text, /My long answer/, 'what was typed is not lost')
  await holder.agent
    .delete(`/support/${ref}/assignee`)
    .set(...json)
    .expect(200)
  await answers(other.agent, ref, 'Mine now.').expect(201)
  await answers(holder.agent, ref, 'And mine?').expect(409)
  await holder.agent
    .delete(`/support/${ref}/assignee`)
    .set(...json)
    .expect(200)
  await answers(holder.agent, ref, 'Mine again.').expect(201)
  const acts = (await AuditLines.find({ about: `support:${ref}` }).sort({ number: 1 })).map(({ act }) => act)
  assert.equal(acts.filter((act) => act === 'support:answered').length, 2)
  assert.ok(acts.includes('support:released') && acts.includes('support:released-other'))
})

test('who answered is known to the staff, and to nobody else', async () => {
  const { ref, key, agent, place } = await writes()
  const desk = await staff({ name: 'Wilhelmina Desk' })
  await answers(desk.agent, ref, 'So it is.').expect(201)
  for (const accept of ['text/html', 'application/json']) {
    const mine = await agent.get(`${place}?key=${key}`).set('Accept', accept).expect(200)
    assert.match(mine.text, /Support of Parley/)
    assert.doesNotMatch(mine.text, new RegExp(`Wilhelmina|${desk.account.username}|${desk.account._id}`))
  }
  const theirs = await (await staff()).agent.get(`/support/${ref}`).expect(200)
  assert.match(theirs.text, /Wilhelmina Desk/)
})

test('a note is for the staff: it reaches neither the page, nor the mail, nor the model of whoever asked', async () => {
  const { ref, key, email, agent, place } = await writes()
  const desk = await staff()
  await desk.agent.post(`/support/${ref}/notes`).type('form').send({ note: 'Quokka, be gentle.' }).expect(303)
  await answers(desk.agent, ref, 'Hello.').expect(201)
  for (const accept of ['text/html', 'application/json'])
    assert.doesNotMatch((await agent.get(`${place}?key=${key}`).set('Accept', accept)).text, /Quokka/)
  assert.ok((await mailsTo(email)).every(({ text }) => !text.includes('Quokka')))
  assert.match((await desk.agent.get(`/support/${ref}`)).text, /Quokka, be gentle\./)
  assert.equal(await SupportNotes.countDocuments({ text: /Quokka/ }), 1)
})

test('what came since is read before a conversation is closed', async () => {
  const { ref, key, agent, place } = await writes()
  const desk = await staff()
  await agent
    .post(`${place}/messages`)
    .set(...json)
    .send({ key, text: 'Wait!' })
    .expect(201)
  await desk.agent
    .put(`/support/${ref}/closure`)
    .set(...json)
    .send({ seen: 1 })
    .expect(409)
  await desk.agent
    .put(`/support/${ref}/closure`)
    .set(...json)
    .send({ seen: 2 })
    .expect(200)
  await desk.agent
    .put(`/support/${ref}/closure`)
    .set(...json)
    .send({ seen: 2 })
    .expect(200)
})

test('N12: a call is written down with its time and who took it, and its answer is not sent', async () => {
  const desk = await staff({ name: 'Piet Phone' })
  const form = {
    channel: 'phone',
    name: 'Cora',
    email: 'cora@example.org',
    text: 'She asked for a new password.',
    reply: 'I told her the page.',
    at: '2026-11-01T10:30',
    clientId: 'c'.repeat(22),
  }
  const both = await Promise.all(
    [1, 2].map(() =>
      desk.agent
        .post('/support')
        .set(...json)
        .send(form)
        .expect(201),
    ),
  )
  const [ref] = both.map(({ body }) => body.ref)
  assert.equal(both[1]?.body.ref, ref)
  const { body } = await reads(desk.agent, `/support/${ref}`).expect(200)
  assert.deepEqual(textsOf(body), [`visitor: ${form.text}`, `staff: ${form.reply}`])
  assert.equal(body.enteredBy, 'Piet Phone')
  assert.equal(new Date(body.openedAt).toISOString(), '2026-11-01T10:30:00.000Z')
  assert.equal(body.state, 'answered')
  assert.equal((await mailsTo(form.email)).length, 0)
  await answers(desk.agent, ref, 'One thing more.').expect(201)
  assert.equal((await mailsTo(form.email)).length, 1)
  const wrong = { ...form, at: '2999-01-01T10:30', text: '', channel: 'pigeon' }
  const { body: faults } = await desk.agent
    .post('/support')
    .set(...json)
    .send(wrong)
    .expect(422)
  assert.deepEqual(Object.keys(faults.errors).sort(), ['at', 'channel', 'text'])
})

test('nobody of the staff answers, notes or closes their own conversation', async () => {
  const asker = await staff()
  const { body } = await asker.agent
    .post('/talk')
    .set(...json)
    .send({ text: 'A question.' })
    .expect(201)
  const path = `/support/${body.ref}`
  await asker.agent.get(path).expect(403)
  await answers(asker.agent, body.ref, 'Yes.').expect(403)
  await asker.agent
    .post(`${path}/notes`)
    .set(...json)
    .send({ note: 'Me.' })
    .expect(403)
  await asker.agent
    .put(`${path}/closure`)
    .set(...json)
    .send({ seen: 1 })
    .expect(403)
  await asker.agent
    .put(`${path}/assignee`)
    .set(...json)
    .expect(403)
  await answers((await staff()).agent, body.ref, 'No.').expect(201)
  assert.equal((await reads(asker.agent, `/talk/${body.ref}`)).body.messages.length, 2)
})

test('every page of the desk is closed to visitors and members', async () => {
  const { ref } = await writes()
  const member = await signedInAgent(here.site)
  const limited = await staff({ confirmedAt: null })
  for (const path of ['/support', '/support/new', `/support/${ref}`]) {
    await visitor()
      .get(path)
      .set(...json)
      .expect(401)
    await member.agent
      .get(path)
      .set(...json)
      .expect(403)
    await limited.agent
      .get(path)
      .set(...json)
      .expect(403)
  }
  await answers(member.agent, ref, 'I answer.').expect(403)
})

test('whoever had a conversation and is no staff any more hears nothing of it; the others do', async () => {
  const desk = await staff()
  const { ref, key, agent, place } = await writes()
  await answers(desk.agent, ref, 'One moment.').expect(201)
  const { account: stays } = await staff()
  await Accounts.updateOne({ _id: desk.account._id }, { $set: { role: 'member' } })
  await changed(`account:${desk.account._id}`)
  const told = ({ _id }: Account) =>
    Notifications.countDocuments({ account: _id, once: new RegExp(`^support:${ref}:`) })
  const before = await told(desk.account)
  await agent
    .post(`${place}/messages`)
    .set(...json)
    .send({ key, text: 'Are you still there?' })
    .expect(201)
  await laterDone()
  assert.deepEqual([await told(desk.account), await told(stays)], [before, 1])
})

test('two answer at once: one answer is stored, and the other keeps their words', async () => {
  const [one, other] = [await staff(), await staff()]
  const { ref, key, agent, place } = await writes()
  const send = (desk: typeof one, text: string) =>
    desk.agent.post(`/support/${ref}/messages`).type('form').send({ text })
  const sent = await Promise.all([send(one, 'Answer by one.'), send(other, 'Answer by the other.')])
  assert.deepEqual(sent.map(({ status }) => status).sort(), [303, 409])
  const refused = sent.find(({ status }) => status === 409)
  assert.match(refused?.text ?? '', /Answer by (one|the other)\./)
  const { body } = await reads(agent, place, key)
  assert.equal(textsOf(body).filter((line) => line.startsWith('staff')).length, 1)
})

test('an answer that crosses with the closing is never lost: the conversation stands answered', async () => {
  const desk = await staff()
  for (let n = 0; n < 6; n += 1) {
    const { ref, key, agent, place } = await writes()
    await Promise.all([
      answers(desk.agent, ref, 'Here you are.').expect(201),
      agent
        .put(`${place}/closure`)
        .set(...json)
        .send({ key, seen: 1 }),
    ])
    const { body } = await reads(agent, place, key)
    assert.equal(textsOf(body).at(-1), 'staff: Here you are.')
    assert.equal(body.state, 'answered')
  }
})

test('who loses the role loses what the bell told them as staff, and gives back what they had', async () => {
  const [desk, admin] = [await staff(), await staff({ role: 'admin' })]
  const { ref } = await writes({ subject: 'A quokka in my garden' })
  await desk.agent
    .put(`/support/${ref}/assignee`)
    .set(...json)
    .expect(200)
  const bell = async (agent: typeof desk.agent) => (await agent.get('/notifications')).text
  assert.match(await bell(desk.agent), /quokka/)
  await admin.agent
    .put(`/admin/members/${desk.account.username}/role`)
    .set(...json)
    .send({ role: 'member' })
    .expect(200)
  assert.doesNotMatch(await bell(desk.agent), /quokka/)
  assert.match(await bell(admin.agent), /quokka/)
  assert.equal((await Threads.findOne({ ref }).lean())?.assignee, null)
  await answers(admin.agent, ref, 'How nice.').expect(201)
})
