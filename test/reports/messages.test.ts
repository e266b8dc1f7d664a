import '../support/env.ts'

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import request from 'supertest'
import { editMessage } from '../../src/chat/editing.ts'
import { Messages } from '../../src/chat/message.ts'
import { MessageRevisions } from '../../src/chat/message-revision.ts'
import { removeMessage } from '../../src/chat/removal.ts'
import { addMessage } from '../../src/chat/saying.ts'
import { days, moveClock, resetClock } from '../../src/clock.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { findImages, Images, saveAlt } from '../../src/media/image.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { appeal } from '../../src/reports/appeal.ts'
import { Cases, findCase } from '../../src/reports/case.ts'
import { endCases } from '../../src/reports/closing.ts'
import { decide } from '../../src/reports/deciding.ts'
import { decisionsOf } from '../../src/reports/decision.ts'
import { loadEvidence } from '../../src/reports/evidence.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { chooseInterim } from '../../src/reports/interim-choice.ts'
import { newestSaid } from '../../src/reports/newest-said.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { makeMessage, makeRoom } from '../support/chat.ts'
import { complaint, findings, report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'
import { giveBack } from '../support/measures.ts'
import { inFile, makeJpeg } from '../support/pictures.ts'
import { decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
before(stopOutbox)
afterEach(resetClock)
const { staff } = reviewers(here)
const guest = () => request(here.site.server)
const json = ['Accept', 'application/json'] as const

/** A message by somebody with a session, and a case about it that a guest opened. */
async function reported(body = 'You are all fools.') {
  const author = await signedInAgent(here.site)
  const said = await makeMessage({ author: author.account, body })
  await report(here.site, { about: said.about })
  const ref = (await Cases.findOne({ subject: `message:${said.id}` }).lean())?.ref ?? ''
  const [judge, second] = [(await staff()).account, (await staff()).account]
  return { ...said, ...author, ref, judge, second, said }
}

test('N9: a guest reports a message from the link beside it, by its id or by its place', async () => {
  const { id, room, message, about } = await makeMessage({ body: 'You are all fools.' })
  const page = await guest().get(`/chat/${room.slug}`)
  assert.match(page.text, new RegExp(`/report\\?about=${about}&amp;revision=1`))
  assert.match((await guest().get(`/report?about=${about}`).expect(200)).text, /message 1 in “/)
  await report(here.site, { about })
  await report(here.site, { about: `/chat/${room.slug}/${message.seq}` })
  const found = await Cases.findOne({ subject: `message:${id}` }).lean()
  assert.equal(found?.reports, 2, 'one case for both')
  const [kept] = await loadEvidence(found?.evidence ?? [])
  assert.equal(kept?.words, 'You are all fools.')
})

test('who may not read a message cannot report it, and learns nothing of it', async () => {
  const { about, room, message } = await makeMessage({ room: await makeRoom({ audience: 'staff' }) })
  const { agent } = await signedInAgent(here.site)
  for (const who of [guest(), agent])
    for (const address of [about, `/chat/${room.slug}/${message.seq}`])
      assert.equal((await who.get('/report').query({ about: address })).status, 404)
  await assert.rejects(fileReport(undefined, complaint(about)))
})

test('the case page shows the message in its talk', async () => {
  const room = await makeRoom()
  for (const body of ['far away', 'one', 'two', 'three', 'four']) await makeMessage({ room, body })
  const { about, id } = await makeMessage({ room, body: 'You are all fools.' })
  await makeMessage({ room, body: 'that was rude' })
  await report(here.site, { about })
  const ref = (await Cases.findOne({ subject: `message:${id}` }).lean())?.ref
  const { agent } = await staff()
  const { body } = await agent
    .get(`/review/${ref}`)
    .set(...json)
    .expect(200)
  const said = (lines: { words: string }[]) => lines.map(({ words }) => words)
  assert.deepEqual(said(body.evidence[0].talk.before), ['one', 'two', 'three', 'four'])
  assert.deepEqual(said(body.evidence[0].talk.after), ['that was rude'])
  const page = await agent.get(`/review/${ref}`).set('Accept', 'text/html').expect(200)
  assert.match(page.text, /that was rude<\/a>/)
  assert.match(page.text, /href="\/chat\/[^"]*#message-6">See it in/)
})

test('N9: a hidden message is a tombstone with a way to why; its author still reads it; an appeal puts it back', async () => {
  const { id, room, agent, account, ref, judge, about } = await reported()
  const answer = await makeMessage({ room, body: 'Not me.', replyTo: 1 })
  const decision = await decide(judge, ref, findings({ measures: ['hide'] }))
  const page = (await guest().get(`/chat/${room.slug}`)).text
  assert.doesNotMatch(page, /fools/)
  assert.match(page, new RegExp(`Removed after a complaint <a href="/decisions/${decision.ref}">Why\\?`))
  assert.match(page, /a message that was removed/, 'what answers it quotes none of it')
  const gone = await guest()
    .get(about)
    .set(...json)
    .expect(410)
  assert.match(gone.body.detail, /removed by a decision/)
  assert.equal(gone.body.whyHref, `/decisions/${decision.ref}`)
  assert.equal(
    (
      await guest()
        .get(`/chat/${room.slug}/search?q=fools`)
        .set(...json)
    ).body.messages.length,
    0,
  )
  const own = (await agent.get(`/chat/${room.slug}`)).text
  assert.match(own, /You are all fools/)
  assert.match(own, /Hidden from others/)
  assert.match(own, new RegExp(`/chat/messages/${id}/delete`))
  assert.equal(
    (
      await agent
        .put(about)
        .set(...json)
        .send({ body: 'nicer' })
    ).status,
    403,
  )
  const told = await Notifications.find({ account: account._id }).lean()
  assert.ok(
    told.some(({ kind }) => kind === 'decision'),
    JSON.stringify(told.map(({ kind }) => kind)),
  )
  assert.match((await guest().get('/log')).text, /About a message in a chat/)
  await appeal(account, decision.ref, { argument: 'It was a joke.', link: undefined, at: new Date() })
  const [other, fourth] = [(await staff()).account, (await staff()).account]
  await decide(other, ref, findings({ second: fourth, ...giveBack }))
  assert.match((await guest().get(`/chat/${room.slug}`)).text, /You are all fools/)
  assert.ok(answer.id)
})

test('N9: meanwhile hidden, it says so, and comes back when nothing was wrong', async () => {
  const { room, ref, judge, about } = await reported()
  await chooseInterim(judge, ref, { choice: 'hide', ground: 'appears_justified', reason: 'It is rude.' })
  assert.match((await guest().get(`/chat/${room.slug}`)).text, /Hidden while a complaint is looked into/)
  await guest().get(about).expect(410)
  await decide(judge, ref, findings(giveBack))
  assert.match((await guest().get(`/chat/${room.slug}`)).text, /You are all fools/)
})

test('N9: a removed message nobody reads, and it is destroyed with all that hangs on it when nobody can object any more', async () => {
  const author = await signedInAgent(here.site)
  const room = await makeRoom()
  const pictures = { files: [inFile(await makeJpeg())], alts: ['An insult'], leftOut: 0 }
  const message = await addMessage(author.account, room, { body: 'You are all fouls.', pictures })
  const id = String(message._id)
  await editMessage(author.account, id, { body: 'You are all fools.' })
  await report(here.site, { about: `/chat/messages/${id}` })
  const ref = (await Cases.findOne({ subject: `message:${id}` }).lean())?.ref ?? ''
  const [judge, second] = [(await staff()).account, (await staff()).account]
  await decide(judge, ref, findings({ measures: ['remove'], second }))
  assert.doesNotMatch((await author.agent.get(`/chat/${room.slug}`)).text, /fools/)
  await author.agent.get(`/chat/messages/${id}`).expect(410)
  await author.agent.delete(`/chat/messages/${id}`).expect(410)
  await author.agent.get(`/images/${message.images?.[0]}/320`).expect(410)
  moveClock(days(200))
  await endCases()
  const left = await Messages.findById(id).lean()
  assert.deepEqual([left?.source, left?.author, left?.clearing], [undefined, null, undefined])
  assert.equal(await MessageRevisions.countDocuments({ message: id }), 0)
  assert.equal((await findImages(message.images ?? [])).length, 0)
  assert.match((await guest().get(`/chat/${room.slug}`)).text, /Removed after a complaint/)
})

test('N8, N9: its author deletes it while it is reported: gone for everybody, and the evidence stays with the case', async () => {
  const author = await signedInAgent(here.site)
  const room = await makeRoom()
  const pictures = { files: [inFile(await makeJpeg())], alts: ['A rude sign'], leftOut: 0 }
  const message = await addMessage(author.account, room, { body: 'You are all fools.', pictures })
  const id = String(message._id)
  await report(here.site, { about: `/chat/messages/${id}` })
  const found = await Cases.findOne({ subject: `message:${id}` }).lean()
  await removeMessage(author.account, id)
  await guest().get(`/images/${message.images?.[0]}/320`).expect(410)
  const [kept] = await loadEvidence(found?.evidence ?? [])
  assert.equal(kept?.words, 'You are all fools.')
  assert.deepEqual(kept?.alts, ['A rude sign'])
  assert.equal(await Images.countDocuments({ 'place.kind': 'evidence', 'place.id': String(kept?._id) }), 1)
  const judge = await staff()
  const page = await judge.agent.get(`/review/${found?.ref}`).set('Accept', 'text/html').expect(200)
  assert.match(page.text, /Its author has deleted it/)
  await decide(judge.account, found?.ref ?? '', findings())
  const left = await Messages.findById(id).lean()
  assert.deepEqual(
    [left?.removedBy, left?.hiddenBy],
    ['author', null],
    'a decision takes nothing from what is gone',
  )
})

test('N9: what was edited since it was reported is decided only once the newer words were seen', async () => {
  const { id, account, ref } = await reported('You are fools.')
  await editMessage(account, id, { body: 'You are all fools.' })
  const { agent } = await staff()
  const read = async () =>
    (
      await agent
        .get(`/review/${ref}`)
        .set(...json)
        .expect(200)
    ).body
  const { seen, subject } = await read()
  const refused = await decideOn(agent, `/review/${ref}`, { seen, revision: subject.revision })
  assert.equal(refused.status, 409)
  assert.match(JSON.stringify(refused.body), /edited since it was reported/)
  const again = await read()
  assert.deepEqual(again.evidence.map(({ words }: { words: string }) => words).sort(), [
    'You are all fools.',
    'You are fools.',
  ])
  await decideOn(agent, `/review/${ref}`, { seen: again.seen, revision: again.subject.revision }).expect(201)
  assert.deepEqual(
    (await decisionsOf(ref)).map(({ revision }) => revision),
    [2],
  )
})

test('N9: the version that a reporter saw is kept, too, where the author was quicker', async () => {
  const { id, about, author } = await makeMessage({ body: 'Fools, all of you.' })
  await editMessage(author, id, { body: 'Nice weather.' })
  await report(here.site, { about, revision: '1' })
  const found = await Cases.findOne({ subject: `message:${id}` }).lean()
  const kept = await loadEvidence(found?.evidence ?? [])
  assert.deepEqual(kept.map(({ words }) => words).sort(), ['Fools, all of you.', 'Nice weather.'])
})

test('N9: what a picture shows, said otherwise by a killed process, is another version of its message', async () => {
  const author = await makeAccount()
  const room = await makeRoom()
  const pictures = { files: [inFile(await makeJpeg())], alts: ['Fools'], leftOut: 0 }
  const message = await addMessage(author, room, { body: 'Look.', pictures })
  const id = String(message._id)
  await report(here.site, { about: `/chat/messages/${id}` })
  const ref = (await Cases.findOne({ subject: `message:${id}` }).lean())?.ref ?? ''
  // As a kill between the picture's words and the version leaves it.
  await saveAlt(message.images?.[0] as never, 'All fools')
  await assert.rejects(decide((await staff()).account, ref, findings()), /edited since it was reported/)
  assert.equal((await findCase(ref))?.subjects[0]?.revision, 2)
})

test('N9: nobody judges their own message', async () => {
  const author = await staff()
  const { about, id } = await makeMessage({ author: author.account })
  await report(here.site, { about })
  const ref = (await Cases.findOne({ subject: `message:${id}` }).lean())?.ref ?? ''
  const answer = await decideOn(author.agent, `/review/${ref}`)
  assert.ok([403, 404].includes(answer.status), String(answer.status))
})

test('N9: what the same person said and posted lately is offered together, as far as the judge may read it', async () => {
  const author = await makeAccount()
  const moderator = await makeAccount({ role: 'moderator' })
  const { about } = await makeMessage({ author, body: 'An advert.' })
  const topic = await makeTopic({ author, body: 'An advert, too.' })
  const gone = await makeMessage({ author, body: 'Taken back.' })
  await removeMessage(author, gone.id)
  const offered = await newestSaid(moderator, [author._id], { most: 10 })
  assert.deepEqual(
    offered.map((one) => one.about),
    [`/posts/${topic.post._id}`, about],
  )
})
