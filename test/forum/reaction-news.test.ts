import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/auth/account.ts'
import { ignorePerson } from '../../src/auth/ignored.ts'
import { setBoardLevel } from '../../src/forum/board-level.ts'
import { reactionsHiding } from '../../src/forum/hiding.ts'
import { react, takeBack } from '../../src/forum/reacting.ts'
import { completeReactionNews, tellOfReactions } from '../../src/forum/reaction-news.ts'
import { removePost } from '../../src/forum/removal.ts'
import { laterDone } from '../../src/live/later.ts'
import { markRead, Notifications, unreadCount } from '../../src/notifications/notification.ts'
import { showNotifications } from '../../src/notifications/notifications.view.ts'
import { setReaction } from '../../src/reactions/reaction.ts'
import { makeAccount } from '../support/accounts.ts'
import { makeTopic } from '../support/forum.ts'
import { forumDatabase } from '../support/forum-site.ts'

forumDatabase()

async function scene() {
  const author = await makeAccount()
  const { post, id, board } = await makeTopic({ author })
  await laterDone()
  const me = String(author._id)
  const lines = async () => {
    await laterDone()
    const { notifications } = await showNotifications(author, undefined)
    return notifications.map(({ title }) => title)
  }
  return { author, me, post: String(post._id), topic: id, board, lines }
}

const named = (name: string) => makeAccount({ name })

test('all who react stand in one line, which grows and is unread again, and counts once', async () => {
  const { me, post, lines } = await scene()
  const [ada, bo, cy] = [await named('Ada'), await named('Bo'), await named('Cy')]
  await react(ada, post, 'agree')
  assert.deepEqual(await lines(), ['Ada agreed with your post'])
  await markRead(me, 'all')
  await react(bo, post, 'agree')
  assert.deepEqual(await lines(), ['Bo and one other agreed with your post'])
  await react(cy, post, 'thanks')
  assert.deepEqual(await lines(), ['Cy and 2 others reacted to your post'])
  assert.equal(await unreadCount(me), 1)
})

test('the same again, and another kind instead, are nothing new', async () => {
  const { me, post, lines } = await scene()
  const ada = await named('Ada')
  await react(ada, post, 'agree')
  await lines()
  await markRead(me, 'all')
  await react(ada, post, 'agree')
  await react(ada, post, 'thanks')
  assert.deepEqual(await lines(), ['Ada thanked you for your post'])
  assert.equal(await unreadCount(me), 0)
})

test('N8: what is withdrawn shrinks the line, stays read, and the last one takes it along', async () => {
  const { me, post, lines } = await scene()
  const [ada, bo] = [await named('Ada'), await named('Bo')]
  for (const account of [ada, bo]) await react(account, post, 'agree')
  await lines()
  await markRead(me, 'all')
  await takeBack(bo, post)
  assert.deepEqual(await lines(), ['Ada agreed with your post'])
  assert.equal(await unreadCount(me), 0)
  await takeBack(ada, post)
  assert.deepEqual(await lines(), [])
})

test('many at the same moment, told by many at the same moment, are one line with the right number', async () => {
  const { me, post, lines } = await scene()
  const people = await Promise.all(Array.from({ length: 12 }, () => makeAccount()))
  await Promise.all(
    people.map((account) => setReaction(String(account._id), { kind: 'post', id: post }, 'agree')),
  )
  await Promise.all(Array.from({ length: 6 }, () => tellOfReactions(post)))
  const [line] = await lines()
  assert.match(line ?? '', / and 11 others agreed with your post$/)
  assert.equal(await Notifications.countDocuments({ account: me }), 1)
  await tellOfReactions(post)
  assert.equal(await unreadCount(me), 1)
})

test('a process that died before it told: the next start does, once', async () => {
  const { me, post, lines } = await scene()
  const ada = await named('Ada')
  await setReaction(String(ada._id), { kind: 'post', id: post }, 'agree')
  await completeReactionNews()
  await markRead(me, 'all')
  await completeReactionNews()
  assert.deepEqual(await lines(), ['Ada agreed with your post'])
  assert.equal(await unreadCount(me), 0)
})

test('whom the author ignores is neither counted nor named, and what they mute is silent', async () => {
  const { author, me, post, board, lines } = await scene()
  const [ada, bo] = [await named('Ada'), await named('Bo')]
  await ignorePerson(author, bo.username)
  await react(bo, post, 'disagree')
  assert.deepEqual(await lines(), [])
  await react(ada, post, 'agree')
  assert.deepEqual(await lines(), ['Ada agreed with your post'])
  await setBoardLevel(me, board._id, 'mute')
  await tellOfReactions(post)
  assert.deepEqual(await lines(), [])
})

test('the line goes with the post, and with names that a decision hides', async () => {
  const [gone, hidden] = [await scene(), await scene()]
  const ada = await named('Ada')
  for (const { post } of [gone, hidden]) await react(ada, post, 'agree')
  assert.deepEqual((await gone.lines()).length, 1)
  await removePost(gone.author as Account, gone.post)
  assert.deepEqual(await gone.lines(), [])
  assert.deepEqual((await hidden.lines()).length, 1)
  await reactionsHiding.hide(hidden.post, { by: 'D-1', from: 'everybody' })
  assert.deepEqual(await hidden.lines(), [])
})
