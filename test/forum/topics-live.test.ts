import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import request from 'supertest'
import { ignorePerson } from '../../src/auth/ignored.ts'
import { sanction } from '../../src/auth/sanction.ts'
import { editPost } from '../../src/forum/edit.ts'
import { hide, unhide } from '../../src/forum/hiding.ts'
import type { MissedPosts } from '../../src/forum/missed-posts.ts'
import { react } from '../../src/forum/reacting.ts'
import { markRead } from '../../src/forum/reading.ts'
import { removePost } from '../../src/forum/removal.ts'
import { moveTopic } from '../../src/forum/stewardship.ts'
import { publish } from '../../src/live/bus.ts'
import { laterDone } from '../../src/live/later.ts'
import { unreadCount } from '../../src/notifications/notification.ts'
import { makeAccount } from '../support/accounts.ts'
import { justBefore } from '../support/broken-writes.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { closeListeners, cookieOf, listenTo } from '../support/live.ts'

const holder = forumSite()
after(closeListeners)

const member = async () => {
  const account = await makeAccount()
  return { account, listener: listenTo(holder.site, await cookieOf(holder.site, account)) }
}

/** The article of a post, as the page prints it. */
async function printed(path: string, number: number, cookie = ''): Promise<string> {
  const { text } = await request(holder.site.server).get(path).set('Cookie', cookie).expect(200)
  const from = text.search(new RegExp(`<article [^>]*id="post-${number}"`))
  return text.slice(from, text.indexOf('</article>', from) + 10).replace(/\s+/g, ' ')
}

const trimmed = (html: string) => html.trim().replace(/\s+/g, ' ')

test('a visitor without a cookie hears a new post, in the very words of the page', async () => {
  const { id, path } = await makeTopic()
  const visitor = listenTo(holder.site)
  assert.deepEqual(await visitor.join(`topic:${id}`, { have: {}, isEnd: false }), {
    ok: true,
    missed: { posts: [], newest: 1, upTo: 0 },
  })
  await makePost({ topic: id, body: 'Hello **you** & <b>all</b>' })
  const news = await visitor.hear('post')
  assert.equal(news.number, 2)
  assert.equal(trimmed(news.html), await printed(path, 2))
})

test('by the time of the event the kept page is dropped already', async () => {
  const { id, path } = await makeTopic()
  const agent = request(holder.site.server)
  await agent.get(path).expect(200)
  const visitor = listenTo(holder.site)
  await visitor.join(`topic:${id}`)
  const { promise, resolve } = Promise.withResolvers<string>()
  visitor.socket.on('post', async () => resolve((await agent.get(path)).text))
  await makePost({ topic: id, body: 'Fresh words' })
  assert.match(await promise, /Fresh words/)
})

test('a member gets their own buttons, the author in another tab those of an author', async () => {
  const { id, path } = await makeTopic()
  const [reader, writer] = [await member(), await member()]
  for (const { listener } of [reader, writer]) await listener.join(`topic:${id}`)
  await makePost({ topic: id, author: writer.account })
  const news = await reader.listener.hear('post')
  assert.match(news.html, /data-react/)
  assert.doesNotMatch(news.html, /\/edit"/)
  const own = await writer.listener.hear('post')
  assert.match(own.html, /\/edit"/)
  assert.equal(trimmed(own.html), await printed(path, 2, await cookieOf(holder.site, writer.account)))
  assert.equal(writer.listener.heard.filter(({ event }) => event === 'post').length, 1)
})

test('an edit, a reaction and a removal arrive, and removed words do not travel', async () => {
  const { id } = await makeTopic()
  const author = await makeAccount()
  const post = await makePost({ topic: id, author, body: 'First said' })
  const visitor = listenTo(holder.site)
  await visitor.join(`topic:${id}`)
  await editPost(author, String(post._id), { body: 'Then said' })
  assert.match(
    (await visitor.hear('post', ({ html }) => html.includes('Then said'))).html,
    /data-revision="2"/,
  )
  await react(await makeAccount(), String(post._id), 'thanks')
  const reactions = await visitor.hear('reactions')
  assert.deepEqual(reactions.counts, { agree: 0, disagree: 0, thanks: 1 })
  assert.match(reactions.html, /1 thanks/)
  await removePost(author, String(post._id))
  const gone = await visitor.hear('post', ({ html }) => html.includes('tombstone'))
  assert.doesNotMatch(gone.html, /said/)
})

test('N9: a hidden post goes as a tombstone and comes back with its words', async () => {
  const { id } = await makeTopic()
  const post = await makePost({ topic: id, body: 'Doubtful words' })
  const visitor = listenTo(holder.site)
  await visitor.join(`topic:${id}`)
  await hide(String(post._id), { by: 'C-1', from: 'others' })
  const gone = await visitor.hear('post', ({ html }) => html.includes('tombstone'))
  assert.doesNotMatch(JSON.stringify(visitor.heard), /Doubtful/)
  await unhide(String(post._id), 'C-1')
  const back = await visitor.hear('post', ({ version }) => version !== gone.version)
  assert.match(back.html, /Doubtful words/)
})

test('numbers of reactions that arrive when the post has just gone say that it is gone', async () => {
  const { id } = await makeTopic()
  const author = await makeAccount()
  const post = await makePost({ topic: id, author, body: 'Soon taken back' })
  await laterDone()
  const visitor = listenTo(holder.site)
  await visitor.join(`topic:${id}`)
  const { number, _id } = post
  const counts = { agree: 1, disagree: 0, thanks: 0 }
  const tellReaction = async () => {
    publish(`topic:${id}`, 'reaction:changed', { topic: id, post: String(_id), number, counts })
    await visitor.hear('post', ({ html }) => html.includes('tombstone'))
  }
  await justBefore(['revisions', 'deleteMany'], tellReaction, () => removePost(author, String(_id)))
  await laterDone()
  assert.deepEqual(new Set(visitor.heard.map(({ event }) => event)), new Set(['post']))
})

test('a page that heard only of reactions still learns that the words are others', async () => {
  const { id } = await makeTopic()
  const author = await makeAccount()
  const post = await makePost({ topic: id, author, body: 'First said' })
  const visitor = listenTo(holder.site)
  const { missed } = (await visitor.join(`topic:${id}`)) as { missed: MissedPosts }
  const [, shown = { version: '' }] = missed.posts
  await editPost(author, String(post._id), { body: 'Then said' })
  await react(await makeAccount(), String(post._id), 'thanks')
  const { version } = await visitor.hear('reactions')
  const [[words, before], [newer, after]] = [shown.version.split('.'), version.split('.')]
  assert.ok(words !== newer && before !== after)
  const have = { 2: `${words}.${after}` }
  const again = (await visitor.join(`topic:${id}`, { have, isEnd: false })) as { missed: MissedPosts }
  assert.match(again.missed.posts[0]?.html ?? '', /Then said/)
})

test('N9: on their own open page an author goes on reading what is hidden from others, until it is from them', async () => {
  const { id, path } = await makeTopic()
  const [writer, reader] = [await member(), await member()]
  const post = await makePost({ topic: id, author: writer.account, body: 'Doubtful words' })
  await laterDone()
  for (const { listener } of [writer, reader]) await listener.join(`topic:${id}`)
  await hide(String(post._id), { by: 'C-1', from: 'others' })
  const own = await writer.listener.hear('post')
  assert.match(own.html, /Doubtful words/)
  assert.equal(trimmed(own.html), await printed(path, 2, await cookieOf(holder.site, writer.account)))
  assert.match((await reader.listener.hear('post')).html, /tombstone/)
  await hide(String(post._id), { by: 'D-1', from: 'everybody', over: 'C-1' })
  const gone = await writer.listener.hear('post', ({ version }) => version !== own.version)
  assert.match(gone.html, /tombstone/)
  assert.doesNotMatch(JSON.stringify(reader.listener.heard), /Doubtful/)
})

test('an author who may not write any more is not offered to edit by the news of their own post', async () => {
  const { id, path } = await makeTopic()
  const writer = await member()
  const post = await makePost({ topic: id, author: writer.account })
  await laterDone()
  await writer.listener.join(`topic:${id}`)
  await sanction(String(writer.account._id), { by: 'D-2', kinds: ['limit'], since: new Date(), until: null })
  await hide(String(post._id), { by: 'C-2', from: 'others' })
  await writer.listener.hear('post')
  await unhide(String(post._id), 'C-2')
  const { html } = await writer.listener.hear('post', (news) => !news.html.includes('Hidden from others'))
  assert.equal(trimmed(html), await printed(path, 2, await cookieOf(holder.site, writer.account)))
  assert.doesNotMatch(html, /\/edit"/)
})

test('whatever is hidden in the moment of its news, the tombstone has the last word', async () => {
  const { id } = await makeTopic()
  const visitor = listenTo(holder.site)
  await visitor.join(`topic:${id}`)
  for (let round = 0; round < 10; round += 1) {
    const post = await makePost({ topic: id, body: `Secret ${round}` })
    await hide(String(post._id), { by: 'C-1', from: 'others' })
    await laterDone()
    await visitor.hear('post', ({ number, html }) => number === post.number && html.includes('tombstone'))
    const told = visitor.heard.filter(({ news }) => (news as { number: number }).number === post.number)
    assert.match(JSON.stringify(told.at(-1)), /tombstone/)
  }
  const { missed } = (await visitor.join(`topic:${id}`)) as { missed: MissedPosts }
  assert.doesNotMatch(JSON.stringify(missed), /Secret/)
})

test('whoever may not read a board hears nothing of it, and learns nothing of what there is', async () => {
  const board = await makeBoard({ audience: 'members' })
  const { id } = await makeTopic({ board })
  const visitor = listenTo(holder.site)
  const refused = await visitor.join(`topic:${id}`)
  assert.deepEqual(refused, await visitor.join('topic:999999'))
  assert.ok(!refused.ok && refused.isGone)
  const staff = await makeTopic({ board: await makeBoard({ audience: 'staff' }) })
  const { listener } = await member()
  assert.equal((await listener.join(`topic:${staff.id}`)).ok, false)
  assert.equal((await listener.join(`topic:${id}`)).ok, true)
  await makePost({ topic: id })
  await listener.hear('post')
  assert.deepEqual(visitor.heard, [])
})

test('a topic that moves behind a door shuts out whoever may not follow', async () => {
  const { id } = await makeTopic()
  const hidden = await makeBoard({ audience: 'members' })
  const visitor = listenTo(holder.site)
  const { listener } = await member()
  for (const one of [visitor, listener]) await one.join(`topic:${id}`)
  await moveTopic(await makeAccount({ role: 'moderator' }), id, hidden.slug)
  await visitor.hear('shut')
  await makePost({ topic: id, body: 'Among us' })
  await listener.hear('post', ({ html }) => html.includes('Among us'))
  assert.doesNotMatch(JSON.stringify(visitor.heard), /Among us/)
})

test('what was missed comes by one question, and nothing twice', async () => {
  const { id } = await makeTopic()
  const author = await makeAccount()
  const [kept, edited, removed] = [
    await makePost({ topic: id, author }),
    await makePost({ topic: id, author }),
    await makePost({ topic: id, author }),
  ]
  const visitor = listenTo(holder.site)
  const first = (await visitor.join(`topic:${id}`)) as { missed: MissedPosts }
  const have = Object.fromEntries(first.missed.posts.map(({ number, version }) => [number, version]))
  assert.equal(Object.keys(have).length, 4)
  visitor.socket.disconnect()
  const again = listenTo(holder.site)
  const nothing = (await again.join(`topic:${id}`, { have, isEnd: true })) as { missed: MissedPosts }
  assert.deepEqual(nothing.missed.posts, [])
  await editPost(author, String(edited._id), { body: 'Otherwise' })
  await removePost(author, String(removed._id))
  const fresh = await makePost({ topic: id })
  const { missed } = (await again.join(`topic:${id}`, { have, isEnd: true })) as { missed: MissedPosts }
  assert.deepEqual(
    missed.posts.map(({ number }) => number),
    [edited.number, removed.number, fresh.number],
  )
  assert.ok(!missed.posts.some(({ number }) => number === kept.number))
  assert.equal(missed.newest, 5)
})

test('who slept for long gets so many posts and the number of the newest', async () => {
  const { id, author } = await makeTopic()
  for (let count = 0; count < 70; count += 1) await makePost({ topic: id, author, body: 'More' })
  const visitor = listenTo(holder.site)
  const { missed } = (await visitor.join(`topic:${id}`, { have: { 1: 'x' }, isEnd: true })) as {
    missed: MissedPosts
  }
  assert.equal(missed.newest, 71)
  assert.deepEqual(
    missed.posts.map(({ number }) => number),
    Array.from({ length: 61 }, (_, at) => at + 1),
  )
  const elsewhere = (await visitor.join(`topic:${id}`, { have: { 1: 'x' }, isEnd: false })) as {
    missed: MissedPosts
  }
  assert.deepEqual(
    elsewhere.missed.posts.map(({ number }) => number),
    [1],
  )
})

test('who missed more than is sent at once asks on until nothing is missing, whatever arrived in between', async () => {
  const { id, author } = await makeTopic()
  for (let count = 0; count < 130; count += 1) await makePost({ topic: id, author, body: 'More' })
  await laterDone()
  const visitor = listenTo(holder.site)
  const have: Record<string, string> = { 1: 'x', 131: 'heard live' }
  const sent: number[][] = []
  for (let upTo = 1; upTo < 131; ) {
    const { missed } = (await visitor.join(`topic:${id}`, { have, isEnd: true, upTo })) as {
      missed: MissedPosts
    }
    for (const { number, version } of missed.posts) have[number] = version
    sent.push(missed.posts.map(({ number }) => number))
    assert.ok(missed.upTo > upTo)
    upTo = missed.upTo
  }
  assert.deepEqual(
    sent.flat().sort((a, b) => a - b),
    [...Array.from({ length: 131 }, (_, at) => at + 1)],
  )
  assert.equal(sent.length, 3)
})

test('nobody makes the site read hundreds of pages with one question', async () => {
  const { id } = await makeTopic()
  const { join } = listenTo(holder.site)
  const have = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [at * 1000 + 1, 'x']))
  assert.equal((await join(`topic:${id}`, { have, isEnd: true })).ok, false)
})

test('"Ada is writing" goes to signed-in readers, never to visitors, never with words', async () => {
  const { id } = await makeTopic()
  const [ada, bo] = [await member(), await member()]
  const visitor = listenTo(holder.site)
  for (const one of [ada.listener, bo.listener, visitor]) await one.join(`topic:${id}`)
  assert.equal((await ada.listener.say(`topic:${id}`, 'typing', { words: 'secret' })).ok, false)
  assert.deepEqual(await ada.listener.say(`topic:${id}`, 'typing', {}), { ok: true })
  const { name, username } = ada.account
  assert.deepEqual(await bo.listener.hear('typing'), { room: `topic:${id}`, name, username })
  assert.equal((await visitor.say(`topic:${id}`, 'typing', {})).ok, false)
  assert.deepEqual(visitor.heard, [])
  assert.deepEqual(ada.listener.heard, [])
})

test('typing from outside the room, or in one that does not listen, is refused', async () => {
  const { id } = await makeTopic()
  const { listener } = await member()
  assert.equal((await listener.say(`topic:${id}`, 'typing', {})).ok, false)
  const limited = await makeAccount({ state: 'limited', sanctions: [...restricted] })
  const other = listenTo(holder.site, await cookieOf(holder.site, limited))
  await other.join(`topic:${id}`)
  assert.equal((await other.say(`topic:${id}`, 'typing', {})).ok, false)
})

const restricted = [
  { kind: 'limit' as const, by: 'D-1', since: new Date(), until: new Date(Date.now() + 86_400_000) },
]

test('who ignores somebody hears neither their posts nor that they write', async () => {
  const { id } = await makeTopic()
  const [loud, quiet] = [await member(), await member()]
  await ignorePerson(quiet.account, loud.account.username)
  for (const { listener } of [loud, quiet]) await listener.join(`topic:${id}`)
  await loud.listener.say(`topic:${id}`, 'typing', {})
  await makePost({ topic: id, author: loud.account })
  await makePost({ topic: id, body: 'By another' })
  await quiet.listener.hear('post', ({ html }) => html.includes('By another'))
  assert.equal(quiet.listener.heard.length, 1)
})

test('who ignores somebody does not get their new posts by the question what was missed either', async () => {
  const { id } = await makeTopic()
  const [loud, quiet] = [await makeAccount(), await member()]
  await ignorePerson(quiet.account, loud.username)
  const known = await makePost({ topic: id, author: loud, body: 'Known, and folded' })
  const first = (await quiet.listener.join(`topic:${id}`, { have: { 2: 'older' }, isEnd: true })) as {
    missed: MissedPosts
  }
  assert.deepEqual(
    first.missed.posts.map(({ number }) => number),
    [known.number],
    'what is folded on the page already is kept as it stands',
  )
  await makePost({ topic: id, author: loud, body: 'Loud words' })
  await makePost({ topic: id, body: 'By another' })
  const { missed } = (await quiet.listener.join(`topic:${id}`, { have: { 2: 'older' }, isEnd: true })) as {
    missed: MissedPosts
  }
  assert.deepEqual(
    missed.posts.map(({ number }) => number),
    [2, 4],
  )
  assert.equal(missed.newest, 4)
})

test('who sees arrive what they are told of need not be told: the bell falls silent, and no mail goes', async () => {
  const { id } = await makeTopic()
  const { account, listener } = await member()
  const me = String(account._id)
  markRead(me, id, 1)
  await listener.join(`topic:${id}`)
  const say = (number: number) => listener.say(`topic:${id}`, 'seen', { number })
  for (const _ of [1, 2]) await makePost({ topic: id, body: `Look, @${account.username}` })
  await laterDone()
  assert.equal(await unreadCount(me), 2)
  await say(2)
  await laterDone()
  assert.equal(await unreadCount(me), 1)
  await say(99)
  await laterDone()
  assert.equal(await unreadCount(me), 0)
})

test('a name full of HTML stays a name', async () => {
  const { id } = await makeTopic()
  const visitor = listenTo(holder.site)
  await visitor.join(`topic:${id}`)
  const author = await makeAccount({ name: '<img src=x onerror=alert(1)>' })
  await makePost({ topic: id, author, body: '<script>alert(1)</script> [x](javascript:alert(1))' })
  const { html } = await visitor.hear('post')
  assert.doesNotMatch(html, /<img src=x|<script|href="javascript/)
  assert.match(html, /&lt;img/)
})

test('N15: where WebSocket does not get through polling does, and neither sets a cookie', async () => {
  const { id } = await makeTopic()
  const visitor = listenTo(holder.site, undefined, {}, ['polling'])
  assert.equal((await visitor.join(`topic:${id}`)).ok, true)
  await makePost({ topic: id, body: 'Through the back door' })
  assert.match((await visitor.hear('post')).html, /Through the back door/)
  const { headers } = await request(holder.site.server).get('/live/?EIO=4&transport=polling').expect(200)
  assert.equal(headers['set-cookie'], undefined)
})
