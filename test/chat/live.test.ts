import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { saveChoice } from '../../src/auth/account.ts'
import { sanction } from '../../src/auth/sanction.ts'
import { editMessage } from '../../src/chat/editing.ts'
import { messageHiding } from '../../src/chat/hiding.ts'
import { Messages } from '../../src/chat/message.ts'
import { messageModel } from '../../src/chat/message.view.ts'
import { react } from '../../src/chat/reacting.ts'
import { removeMessage } from '../../src/chat/removal.ts'
import { changeRoom } from '../../src/chat/room.ts'
import { now } from '../../src/clock.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { archiveRoom, makeMessage, makeRoom } from '../support/chat.ts'
import { type Line, openLine } from '../support/chat-line.ts'
import { forumSite } from '../support/forum-site.ts'
import { inDays } from '../support/measures.ts'
import { inFile, makeJpeg } from '../support/pictures.ts'

const here = forumSite()
const lines: Line[] = []
after(() => {
  for (const line of lines) line.close()
})

const nothing = { at: 0, from: 0, to: 0, isEnd: true }
const words = (html: unknown) => String(html).replace(/<[^>]+>/g, ' ')

async function visitor() {
  const line = await openLine(here.site)
  lines.push(line)
  return line
}

async function member(wanted = {}) {
  const who = await signedInAgent(here.site, wanted)
  const line = await openLine(here.site, who.agent)
  lines.push(line)
  return { ...who, line }
}

/** A visitor and a member in a public room, where somebody else talks. */
async function talk() {
  const room = await makeRoom()
  const author = await makeAccount()
  const [guest, reader] = [await visitor(), await member()]
  const name = `chat:${room.slug}`
  for (const line of [guest, reader.line]) assert.equal((await line.join(name, nothing)).ok, true)
  return { room, author, guest, reader, name }
}

test('what is said, changed, reacted to and taken back arrives with those who read, as their page prints it', async () => {
  const { room, author, guest, reader, name } = await talk()
  const { id, message } = await makeMessage({ room, author, body: 'Hello.' })
  const [forGuest, forMember] = [await guest.next('message'), await reader.line.next('message')]
  assert.equal(forGuest.room, name)
  assert.equal(forGuest.seq, message.seq)
  assert.match(words(forGuest.html), /Hello/)
  assert.doesNotMatch(String(forGuest.html), /data-act="reply"|reaction\?/)
  assert.match(String(forMember.html), /data-act="reply"/)
  assert.equal(forMember.clientId, undefined, 'what its author calls it is nobody else’s')
  await editMessage(author, id, { body: 'Hello again.' })
  assert.match(words((await guest.next('message')).html), /Hello again/)
  await react(reader.account, id, 'thanks')
  assert.deepEqual((await guest.next('counts')).counts, { agree: 0, disagree: 0, thanks: 1 })
  await removeMessage(author, id)
  const gone = String((await guest.next('message')).html)
  assert.match(gone, /Removed by its author/)
  assert.doesNotMatch(gone, /Hello/)
})

test('a hidden message is told as a tombstone, to its author as theirs, and comes back', async () => {
  const { room, guest, name } = await talk()
  const writer = await member()
  await writer.line.join(name, nothing)
  const { id } = await makeMessage({ room, author: writer.account, body: 'You are all fools.' })
  await guest.next('message')
  await writer.line.next('message')
  await messageHiding.hide(id, { by: 'C-77', from: 'others' })
  const hidden = String((await guest.next('message')).html)
  assert.match(hidden, /Hidden while a complaint is looked into/)
  assert.doesNotMatch(hidden, /fools/)
  const own = String((await writer.line.next('message')).html)
  assert.match(own, /Hidden from others[\s\S]*fools/)
  assert.doesNotMatch(own, /data-act="edit-message"/)
  await messageHiding.show(id, 'C-77')
  assert.match(String((await guest.next('message')).html), /fools/)
})

test('sending is acknowledged when it is stored; sent again it is stored once; its author hears the own name of it', async () => {
  const { room, guest, reader, name } = await talk()
  const sent = { body: 'On the wire.', clientId: 'window-1-1' }
  const answer = await reader.line.say(name, 'send', sent)
  assert.equal(answer.ok, true)
  assert.equal(await Messages.countDocuments({ room: room._id }), 1)
  assert.match(words((await guest.next('message')).html), /On the wire/)
  const own = await reader.line.next('message')
  assert.equal(own.clientId, sent.clientId)
  assert.match(String(own.html), /data-act="edit-message"/)
  const again = await Promise.all([1, 2, 3].map(() => reader.line.say(name, 'send', sent)))
  assert.deepEqual(again, [answer, answer, answer])
  assert.equal(await Messages.countDocuments({ room: room._id }), 1)
})

test('who may not say anything is told why, and nothing is stored', async () => {
  const { room, guest, reader, name } = await talk()
  const send = (line: Line, data: object) =>
    line.say(name, 'send', { clientId: `try-${Math.random()}`.replace('.', '-'), ...data })
  assert.equal((await send(guest, { body: 'I am nobody.' })).ok, false)
  const unconfirmed = await member({ confirmedAt: null })
  await unconfirmed.line.join(name, nothing)
  const refused = await send(unconfirmed.line, { body: 'Hm.' })
  assert.match(refused.ok ? '' : refused.why, /confirm your e-mail/)
  const blank = await send(reader.line, { body: '   ' })
  assert.equal(blank.ok, false)
  const lost = await send(reader.line, { body: 'To whom?', replyTo: 99 })
  assert.match(lost.ok ? '' : lost.why, /not there any more/)
  await archiveRoom(room)
  const closed = await send(reader.line, { body: 'Too late.' })
  assert.match(closed.ok ? '' : closed.why, /archived/)
  assert.equal(await Messages.countDocuments({ room: room._id }), 0)
})

test('a room that one may not read is not joined, and its news do not arrive', async () => {
  const members = await makeRoom({ audience: 'members' })
  const staffs = await makeRoom({ audience: 'staff' })
  const [guest, reader, moderator] = [await visitor(), await member(), await member({ role: 'moderator' })]
  for (const [line, slug, isOpen] of [
    [guest, members.slug, false],
    [guest, staffs.slug, false],
    [reader.line, members.slug, true],
    [reader.line, staffs.slug, false],
    [moderator.line, staffs.slug, true],
    [guest, 'not-there', false],
  ] as const)
    assert.equal((await line.join(`chat:${slug}`, nothing)).ok, isOpen, slug)
  assert.equal((await guest.join('rooms', {})).ok, false)
  await makeMessage({ room: members, body: 'among us' })
  await makeMessage({ room: staffs, body: 'very secret' })
  await moderator.line.next('message')
  await reader.line.next('message')
  await wait(100)
  assert.ok(!JSON.stringify(reader.line.heard).includes('very secret'))
  assert.deepEqual(guest.heard, [])
})

test('when a room is closed to visitors those who are in it are shown out, and hear nothing more', async () => {
  const { room, guest, reader, name } = await talk()
  await changeRoom(room.slug, { audience: 'members' })
  assert.equal((await guest.next('shut')).room, name)
  await makeMessage({ room, body: 'not for visitors' })
  await reader.line.next('message')
  assert.ok(!guest.heard.some(({ event }) => event === 'message'))
})

test('somebody who is suspended is cut off within a second', async () => {
  const { reader } = await talk()
  const gone = new Promise((resolve) => reader.line.socket.once('disconnect', resolve))
  await sanction(String(reader.account._id), {
    by: 'D-1',
    kinds: ['suspend'],
    since: now(),
    until: inDays(7),
  })
  assert.ok(await Promise.race([gone, wait(1000).then(() => undefined)]))
})

test('whoever was away learns what changed, and no more: new, edited, removed', async () => {
  const { room, author, guest, name } = await talk()
  const said = []
  for (const body of ['one', 'two', 'three', 'four']) said.push(await makeMessage({ room, author, body }))
  await Messages.collection.updateMany(
    { room: room._id },
    { $set: { changedAt: new Date(Date.now() - 600_000) } },
  )
  const at = Date.now() - 600_000
  const since = { at: at + 60_000, from: 1, to: 4, isEnd: true }
  const ask = async (asked: object) => {
    const answer = await guest.join(name, asked)
    assert.ok(answer.ok)
    return answer.missed as { messages: { seq: number; html: string }[]; at: number; isMore: boolean }
  }
  assert.deepEqual((await ask(since)).messages, [])
  await editMessage(author, said[1]?.id ?? '', { body: 'two, mended' })
  await removeMessage(author, said[2]?.id ?? '')
  await makeMessage({ room, author, body: 'five' })
  const missed = await ask(since)
  assert.deepEqual(
    missed.messages.map(({ seq, html }) => [seq, /mended|Removed by|five/.exec(html)?.[0]]),
    [
      [2, 'mended'],
      [3, 'Removed by'],
      [5, 'five'],
    ],
  )
  assert.ok(missed.at > since.at)
  const inside = await ask({ ...since, to: 4, isEnd: false })
  assert.deepEqual(
    inside.messages.map(({ seq }) => seq),
    [2, 3],
    'a page in the middle does not grow',
  )
  for (const forged of [null, {}, { ...since, at: 'x' }, { ...since, more: 1 }])
    assert.equal((await guest.join(name, forged)).ok, false)
})

test('typing is told to members who read the room, never to visitors, and never what', async () => {
  const { guest, reader, name } = await talk()
  const writer = await member()
  await writer.line.join(name, nothing)
  assert.equal((await writer.line.say(name, 'typing', {})).ok, true)
  const told = await reader.line.next('typing')
  assert.deepEqual(told, { room: name, name: writer.account.name, username: writer.account.username })
  assert.equal((await guest.say(name, 'typing', {})).ok, false)
  assert.equal((await writer.line.say(name, 'typing', { words: 'secret' })).ok, false)
  await wait(50)
  assert.ok(!guest.heard.some(({ event }) => event === 'typing'))
  assert.ok(!writer.line.heard.some(({ event }) => event === 'typing'), 'nobody is told of themselves')
})

test('who is there is shown of those alone who chose it, to members alone, and ends with the choice', async () => {
  const { guest, reader, name } = await talk()
  const shy = await member()
  await shy.line.join(name, nothing)
  assert.equal((await shy.line.say(name, 'here', { here: true })).ok, false)
  const open = await member()
  await saveChoice(String(open.account._id), { presence: 'shown' })
  await open.line.join(name, nothing)
  assert.equal((await open.line.say(name, 'here', { here: true })).ok, true)
  const { people } = await reader.line.next('present')
  assert.deepEqual(people, [{ username: open.account.username, name: open.account.name }])
  const again = await reader.line.join(name, nothing)
  assert.equal(again.ok && (again.missed as { present: unknown[] }).present.length, 1)
  const seen = await guest.join(name, nothing)
  assert.equal(seen.ok && 'present' in (seen.missed as object), false)
  await saveChoice(String(open.account._id), { presence: 'hidden' })
  const after = await reader.line.join(name, nothing)
  assert.deepEqual(after.ok && (after.missed as { present: unknown[] }).present, [])
  await open.line.say(name, 'here', { here: false })
  assert.ok(!guest.heard.some(({ event }) => event === 'present'))
})

test('the list of rooms counts up for members', async () => {
  const room = await makeRoom({ audience: 'members' })
  const { line } = await member()
  const joined = await line.join('rooms', null)
  assert.ok(joined.ok && (joined.missed as { slug: string }[]).some(({ slug }) => slug === room.slug))
  const { author, message } = await makeMessage({ room, body: 'never told to the list' })
  const news = await line.next('said')
  assert.deepEqual([news.slug, news.seq, news.by], [room.slug, message.seq, author.username])
  assert.ok(!JSON.stringify(news).includes('never told'))
})

test('a member hears nothing live of somebody they ignore', async () => {
  const { room, author, reader, name } = await talk()
  await reader.agent.put(`/u/${author.username}/ignore`).expect(303)
  await wait(200)
  await reader.line.join(name, nothing)
  await makeMessage({ room, author, body: 'loud words' })
  await makeMessage({ room, body: 'kind words' })
  assert.match(words((await reader.line.next('message')).html), /kind words/)
  assert.ok(!JSON.stringify(reader.line.heard).includes('loud words'))
})

test('how a message was received is no news of its words, and the other way round', async () => {
  const author = await makeAccount()
  const { room, message, id } = await makeMessage({ author, body: 'Lime.' })
  const versionNow = async () => {
    const stored = await Messages.findById(id).lean()
    return (stored && (await messageModel(room, stored)))?.version.split('.') ?? []
  }
  const [words, counts] = await versionNow()
  await react(await makeAccount(), id, 'thanks')
  const [same, counted] = await versionNow()
  assert.equal(same, words)
  assert.notEqual(counted, counts)
  await editMessage(author, id, { body: 'Lime, and patience.' })
  const [edited, still] = await versionNow()
  assert.notEqual(edited, words)
  assert.equal(still, counted)
  assert.equal(message.seq, 1)
})

test('a tag on a picture appears in an open room, once', async () => {
  const files = [inFile(await makeJpeg())]
  const pictures = { files, alts: ['A wall'], leftOut: 0 }
  const { agent, account } = await signedInAgent(here.site)
  const { room, message } = await makeMessage({ author: account, pictures })
  const line = await visitor()
  await line.join(`chat:${room.slug}`, nothing)
  await wait(500)
  line.heard.length = 0
  const tags = `/images/${message.images?.[0]}/tags`
  await agent.post(tags).set('Accept', 'application/json').send({ label: 'lime mortar' }).expect(201)
  await wait(1000)
  assert.equal(line.heard.length, 1, JSON.stringify(line.heard))
  assert.match(String(line.heard[0]?.news.html), /lime mortar/)
  assert.equal(line.heard[0]?.news.seq, message.seq)
})
