import '../support/env.ts'

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { Types } from 'mongoose'
import { type Account, Accounts } from '../../src/auth/account.ts'
import { ignorePerson } from '../../src/auth/ignored.ts'
import { NEWCOMER_MENTIONS } from '../../src/auth/policy.ts'
import { days, minutes, moveClock, resetClock } from '../../src/clock.ts'
import { BoardLevels, setBoardLevel } from '../../src/forum/board-level.ts'
import { editPost } from '../../src/forum/edit.ts'
import { hide } from '../../src/forum/hiding.ts'
import { Posts } from '../../src/forum/post.ts'
import { Readings, setLevel } from '../../src/forum/reading.ts'
import { removePost } from '../../src/forum/removal.ts'
import { moveTopic } from '../../src/forum/stewardship.ts'
import { tellOfPost, tellOfPosts } from '../../src/forum/telling.ts'
import { laterDone } from '../../src/live/later.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { makeAccount } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumDatabase } from '../support/forum-site.ts'

forumDatabase()
afterEach(resetClock)

const old = { createdAt: new Date(Date.now() - days(30)), postCount: 5 }
const idOf = ({ _id }: Account) => String(_id)

/** "quote: quoted you", newest first. */
async function toldTo(account: Account): Promise<string[]> {
  await laterDone()
  const rows = await Notifications.find({ account: account._id }).sort({ place: -1 }).lean()
  return rows.map(({ kind, title }) => `${kind}: ${title}`)
}

async function people<const N extends string>(...names: N[]): Promise<Record<N, Account>> {
  const made = await Promise.all(names.map(async (name) => [name, await makeAccount(old)]))
  return Object.fromEntries(made)
}

test('an answer, a mention and a quote each tell the person they are meant for, once', async () => {
  const { asks, answers, named, quoted } = await people('asks', 'answers', 'named', 'quoted')
  const { id } = await makeTopic({ author: asks })
  const said = await makePost({ topic: id, author: quoted })
  await laterDone()
  await makePost({
    topic: id,
    author: answers,
    replyTo: 1,
    body: `@${named.username} look\n\n[quote ${id}/${said.number}@1]`,
  })
  assert.deepEqual(await toldTo(asks), ['reply: answered you', 'reply: wrote in your topic'])
  assert.deepEqual(await toldTo(named), ['mention: mentioned you'])
  assert.deepEqual(await toldTo(quoted), ['quote: quoted you'])
  assert.deepEqual(await toldTo(answers), [])
})

test('who began a topic hears of every answer in it, until they mute it', async () => {
  const { asks, answers } = await people('asks', 'answers')
  const { id } = await makeTopic({ author: asks })
  await makePost({ topic: id, author: answers })
  await makePost({ topic: id, author: asks })
  assert.deepEqual(await toldTo(asks), ['reply: wrote in your topic'])
  await setLevel(idOf(asks), id, 'mute')
  await makePost({ topic: id, author: answers })
  assert.deepEqual((await toldTo(asks)).length, 1)
})

test('whoever is quoted, named, answered and watching is told once, of the strongest', async () => {
  const { asks, answers } = await people('asks', 'answers')
  const { id, board } = await makeTopic({ author: asks })
  await setLevel(idOf(asks), id, 'watch')
  await setBoardLevel(idOf(asks), board._id, 'watch')
  const post = await makePost({
    topic: id,
    author: answers,
    replyTo: 1,
    body: `@${asks.username} yes\n\n[quote ${id}/1@1]`,
  })
  await laterDone()
  await Posts.collection.updateOne({ _id: post._id }, { $set: { untold: ['all'] } })
  await Promise.all([tellOfPost(String(post._id)), tellOfPost(String(post._id)), tellOfPosts()])
  assert.deepEqual(await toldTo(asks), ['quote: quoted you'])
})

test('nobody is told of their own post', async () => {
  const { me } = await people('me')
  const { id, board } = await makeTopic({ author: me })
  await setLevel(idOf(me), id, 'watch')
  await setBoardLevel(idOf(me), board._id, 'watch')
  await makePost({ topic: id, author: me, replyTo: 1, body: `@${me.username} myself\n\n[quote ${id}/1@1]` })
  await makeTopic({ board, author: me })
  assert.deepEqual(await toldTo(me), [])
})

test('whoever watches a topic hears of each post, whoever watches a board of each topic and post', async () => {
  const { watches, boards, passes, writes } = await people('watches', 'boards', 'passes', 'writes')
  const board = await makeBoard()
  await setBoardLevel(idOf(boards), board._id, 'watch')
  const { id } = await makeTopic({ board, author: writes })
  await laterDone()
  await setLevel(idOf(watches), id, 'watch')
  await setLevel(idOf(passes), id, 'normal')
  await makePost({ topic: id, author: writes })
  await makePost({ topic: id, author: writes })
  assert.deepEqual(await toldTo(watches), Array(2).fill('reply: wrote in a topic you watch'))
  assert.deepEqual(await toldTo(boards), [
    'reply: wrote in a board you watch',
    'reply: wrote in a board you watch',
    'reply: began a topic',
  ])
  assert.deepEqual(await toldTo(passes), [])
})

test('whoever ignores the author is told of nothing by them', async () => {
  const { ignores, author } = await people('ignores', 'author')
  await ignorePerson(ignores, author.username)
  const { id, board } = await makeTopic({ author: ignores })
  await setLevel(idOf(ignores), id, 'watch')
  await setBoardLevel(idOf(ignores), board._id, 'watch')
  await makePost({ topic: id, author, replyTo: 1, body: `@${ignores.username} hello\n\n[quote ${id}/1@1]` })
  assert.deepEqual(await toldTo(ignores), [])
})

test('a muted topic and a muted board are silent, also for a mention; a topic that is watched counts more', async () => {
  const { topicMuted, boardMuted, watches, author } = await people(
    'topicMuted',
    'boardMuted',
    'watches',
    'author',
  )
  const { id, board } = await makeTopic()
  await laterDone()
  await setLevel(idOf(topicMuted), id, 'mute')
  await setBoardLevel(idOf(topicMuted), board._id, 'watch')
  await setBoardLevel(idOf(boardMuted), board._id, 'mute')
  await setBoardLevel(idOf(watches), board._id, 'mute')
  await setLevel(idOf(watches), id, 'watch')
  const names = [topicMuted, boardMuted].map(({ username }) => `@${username}`).join(' ')
  await makePost({ topic: id, author, body: `Hello ${names}` })
  assert.deepEqual(await toldTo(topicMuted), [])
  assert.deepEqual(await toldTo(boardMuted), [])
  assert.deepEqual(await toldTo(watches), ['reply: wrote in a topic you watch'])
})

test('N8: nobody is told of what they may not read: asked at the time of telling', async () => {
  const admin = await makeAccount({ ...old, role: 'admin' })
  const { member } = await people('member')
  const [open, staff] = [await makeBoard(), await makeBoard({ audience: 'staff' })]
  const { id } = await makeTopic({ board: open, author: member })
  await setLevel(idOf(member), id, 'watch')
  await setBoardLevel(idOf(member), staff._id, 'watch')
  await moveTopic(admin, id, staff.slug)
  await makePost({
    topic: id,
    author: admin,
    replyTo: 1,
    body: `@${member.username} you should not see this`,
  })
  assert.deepEqual(await toldTo(member), [])
  const { reads } = await people('reads')
  const members = await makeTopic({ board: await makeBoard({ audience: 'members' }), author: reads })
  await makePost({ topic: members.id, author: member, replyTo: 1 })
  assert.deepEqual(await toldTo(reads), ['reply: answered you'])
})

test('N26: nobody who waits for a parent is told, and nobody whose account is closed', async () => {
  const child = await makeAccount({ ...old, ageBand: '13-17' })
  const closed = await makeAccount({
    ...old,
    state: 'closed',
    sanctions: [{ kind: 'close', by: 'D-1', since: new Date(), until: null }],
  })
  const { author } = await people('author')
  const { id } = await makeTopic({ author })
  for (const { _id } of [child, closed]) await setLevel(String(_id), id, 'watch')
  await makePost({ topic: id, author, body: `@${closed.username}` })
  assert.deepEqual(await toldTo(child), [])
  assert.deepEqual(await toldTo(closed), [])
})

test('of the many people whom a new account names, only the first few are told; whom an old one names, all', async () => {
  const named = await Promise.all(Array.from({ length: 8 }, () => makeAccount(old)))
  const body = named.map(({ username }) => `@${username}`).join(' ')
  const { id } = await makeTopic()
  await makePost({ topic: id, author: await makeAccount(), body })
  const told = async () => {
    await laterDone()
    return Notifications.countDocuments({ account: { $in: named.map(({ _id }) => _id) } })
  }
  assert.equal(await told(), NEWCOMER_MENTIONS)
  await makePost({ topic: id, author: await makeAccount(old), body })
  assert.equal(await told(), NEWCOMER_MENTIONS + 8)
})

test('a new account reaches no more people by changing whom a post names', async () => {
  const named = await Promise.all(Array.from({ length: 4 * NEWCOMER_MENTIONS }, () => makeAccount(old)))
  const author = await makeAccount()
  const { id } = await makeTopic()
  const bodies = [0, 1, 2, 3].map((at) =>
    named
      .slice(at * NEWCOMER_MENTIONS, (at + 1) * NEWCOMER_MENTIONS)
      .map(({ username }) => `@${username}`)
      .join(' '),
  )
  const post = await makePost({ topic: id, author, body: bodies[0] ?? '' })
  await laterDone()
  for (const body of bodies.slice(1)) {
    await editPost(author, String(post._id), { body })
    await laterDone()
  }
  const told = await Promise.all(named.map(toldTo))
  assert.equal(told.flat().length, NEWCOMER_MENTIONS)
})

test('an edit tells those whom it names anew, once, and nobody else', async () => {
  const { author, first, added, watches } = await people('author', 'first', 'added', 'watches')
  const { id } = await makeTopic()
  await laterDone()
  await setLevel(idOf(watches), id, 'watch')
  const post = await makePost({ topic: id, author, body: `@${first.username}` })
  await laterDone()
  await Notifications.updateMany({ account: { $in: [first._id, watches._id] } }, { readAt: new Date() })
  const edit = async (body: string) => {
    await editPost(author, String(post._id), { body })
    await laterDone()
  }
  await edit(`@${first.username} and @${added.username}`)
  await edit(`@${first.username}`)
  await edit(`@${first.username} and @${added.username} again`)
  assert.deepEqual(await toldTo(added), ['mention: mentioned you'])
  assert.deepEqual(await toldTo(first), ['mention: mentioned you'])
  assert.deepEqual(await toldTo(watches), ['reply: wrote in a topic you watch'])
  assert.equal(
    await Notifications.countDocuments({ account: { $in: [first._id, watches._id] }, readAt: null }),
    0,
  )
})

test('whoever watches and is then named by an edit has one notification, which is unread again', async () => {
  const { author, watches } = await people('author', 'watches')
  const { id } = await makeTopic()
  await laterDone()
  await setLevel(idOf(watches), id, 'watch')
  const post = await makePost({ topic: id, author })
  await laterDone()
  await Notifications.updateMany({ account: watches._id }, { readAt: new Date() })
  await editPost(author, String(post._id), { body: `@${watches.username} see` })
  assert.deepEqual(await toldTo(watches), ['mention: mentioned you'])
  assert.equal(await Notifications.countDocuments({ account: watches._id, readAt: null }), 1)
})

test('a post that its author removes takes back what it told', async () => {
  const { author, named, watches } = await people('author', 'named', 'watches')
  const { id } = await makeTopic()
  await laterDone()
  await setLevel(idOf(watches), id, 'watch')
  const post = await makePost({ topic: id, author, body: `@${named.username}` })
  const other = await makePost({ topic: id, author, body: `@${named.username} too` })
  assert.equal((await toldTo(named)).length, 2)
  await removePost(author, String(post._id))
  assert.equal((await toldTo(named)).length, 1)
  assert.equal((await toldTo(watches)).length, 1)
  await removePost(author, String(other._id))
  assert.deepEqual(await toldTo(watches), [])
})

test('N9: a post that a decision hides takes back what it told', async () => {
  const { author, named } = await people('author', 'named')
  const { id } = await makeTopic()
  const post = await makePost({ topic: id, author, body: `@${named.username}` })
  assert.equal((await toldTo(named)).length, 1)
  await hide(String(post._id), { by: 'D-7', from: 'others' })
  assert.deepEqual(await toldTo(named), [])
})

test('a post that goes while it is told of leaves nothing behind', async (context) => {
  const { author, named } = await people('author', 'named')
  const { id } = await makeTopic({ author })
  const insert = Notifications.collection.insertMany.bind(Notifications.collection)
  const slow = context.mock.method(Notifications.collection, 'insertMany', async (...given: never[]) => {
    const rows = given[0] as unknown as { once: string }[]
    await removePost(author, String(rows[0]?.once.slice(5)))
    return (insert as (...args: never[]) => Promise<unknown>)(...given)
  })
  await makePost({ topic: id, author, body: `@${named.username}` })
  assert.deepEqual(await toldTo(named), [])
  assert.equal(slow.mock.callCount(), 1)
})

test('a process that dies after the answer: the timetable tells everybody, exactly once', async (context) => {
  const { author, named, watches } = await people('author', 'named', 'watches')
  const { id } = await makeTopic({ author })
  await laterDone()
  await setLevel(idOf(watches), id, 'watch')
  // What should follow the answer is lost, as it is with the process.
  const real = globalThis.setImmediate
  const lost = context.mock.method(
    globalThis,
    'setImmediate',
    (...given: Parameters<typeof setImmediate>) => {
      if (new Error().stack?.includes('live/later.ts')) throw new Error('killed')
      return real(...given)
    },
  )
  const post = await makePost({ topic: id, author, body: `@${named.username}` })
  lost.mock.restore()
  assert.equal(await Notifications.countDocuments({ once: `post:${post._id}` }), 0)
  await tellOfPosts()
  assert.equal(
    await Notifications.countDocuments({ once: `post:${post._id}` }),
    0,
    'it may be under way still',
  )
  moveClock(minutes(2))
  await Promise.all([tellOfPosts(), tellOfPosts()])
  await tellOfPosts()
  const rows = await Notifications.find({ once: `post:${post._id}` }).lean()
  assert.deepEqual(rows.map(({ kind }) => kind).sort(), ['mention', 'reply'])
  assert.equal(await Posts.countDocuments({ untold: { $exists: true } }), 0)
})

test('a crash in the middle of telling: the rest is told, and nobody twice', async (context) => {
  const { author, named, watches } = await people('author', 'named', 'watches')
  const { id } = await makeTopic()
  await laterDone()
  await setLevel(idOf(watches), id, 'watch')
  const insert = Notifications.collection.insertMany.bind(Notifications.collection)
  let calls = 0
  const crash = context.mock.method(Notifications.collection, 'insertMany', (...given: never[]) => {
    calls += 1
    if (calls === 2) return Promise.reject(new Error('killed'))
    return (insert as (...args: never[]) => Promise<unknown>)(...given)
  })
  const post = await makePost({ topic: id, author, body: `@${named.username}` })
  await laterDone()
  crash.mock.restore()
  assert.deepEqual([(await toldTo(named)).length, (await toldTo(watches)).length], [1, 0])
  moveClock(minutes(2))
  await tellOfPosts()
  assert.deepEqual([(await toldTo(named)).length, (await toldTo(watches)).length], [1, 1])
  assert.equal((await Posts.findById(post._id).lean())?.untold, undefined)
})

test('a post of which nothing can be told holds up no other', async (context) => {
  const { author, named } = await people('author', 'named')
  const { id } = await makeTopic()
  const broken = await makePost({ topic: id, author, body: `@${named.username}` })
  const fine = await makePost({ topic: id, author, body: `@${named.username}` })
  await laterDone()
  await Notifications.deleteMany({ account: named._id })
  const both = { _id: { $in: [broken._id, fine._id] } }
  await Posts.collection.updateMany(both, { $set: { untold: ['all'] } })
  const find = Posts.findById.bind(Posts)
  context.mock.method(Posts, 'findById', (wanted: unknown, ...rest: never[]) => {
    if (String(wanted) === String(broken._id)) throw new Error('broken')
    return (find as (...args: unknown[]) => unknown)(wanted, ...rest)
  })
  moveClock(minutes(2))
  await tellOfPosts()
  assert.deepEqual(await toldTo(named), ['mention: mentioned you'])
})

test('a thousand who watch are told in batches, each once', async () => {
  const { author } = await people('author')
  const { id, board } = await makeTopic({ author })
  const model = await makeAccount(old)
  const raw = await Accounts.collection.findOne({ _id: model._id })
  const crowd = Array.from({ length: 1000 }, (_, n) => ({
    ...raw,
    _id: new Types.ObjectId(),
    username: `crowd${n}`,
    usernameKey: `crowd${n}`,
    email: `crowd${n}@example.org`,
    emailKey: `crowd${n}@example.org`,
  }))
  await Accounts.collection.insertMany(crowd as never[])
  const at = new Date()
  const rest = { topic: id, lastRead: 0, level: 'watch', visitedAt: at }
  await Readings.collection.insertMany(crowd.map(({ _id }) => ({ account: _id, ...rest })) as never[])
  const boards = crowd.map(({ _id }) => ({ account: _id, board: board._id, level: 'watch', at }))
  await BoardLevels.collection.insertMany(boards as never[])
  const post = await makePost({ topic: id, author })
  await laterDone()
  assert.equal(await Notifications.countDocuments({ once: `post:${post._id}` }), 1000)
})
