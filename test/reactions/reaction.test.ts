import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import mongoose, { Types } from 'mongoose'
import { cleanUpAfter } from '../../src/auth/account-gone.ts'
import { onChanged } from '../../src/live/bus.ts'
import {
  countReactions,
  dropReactionsOf,
  listReactors,
  Reactions,
  reactionKinds,
  reactionsOf,
  setReaction,
  withdrawReaction,
} from '../../src/reactions/reaction.ts'
import { closeTestDatabase, openTestDatabase } from '../support/database.ts'
import { before } from '../support/hooks.ts'

before(openTestDatabase)
after(closeTestDatabase)

const somebody = () => String(new Types.ObjectId())
const something = () => ({ kind: 'post', id: somebody() }) as const

test('N8, T8.3: one reaction for each person and post; another kind replaces it, and taking it back leaves nothing', async () => {
  const [post, me] = [something(), somebody()]
  assert.equal(await setReaction(me, post, 'agree'), true)
  assert.equal(await setReaction(me, post, 'agree'), false)
  assert.equal(await setReaction(me, post, 'thanks'), true)
  assert.deepEqual((await countReactions([post])).get(post.id), { agree: 0, disagree: 0, thanks: 1 })
  assert.equal(await withdrawReaction(me, post), true)
  assert.equal(await withdrawReaction(me, post), false)
  assert.equal(await Reactions.countDocuments({ subject: post.id }), 0)
})

test('many reactions of one person at once leave exactly one', async () => {
  for (let round = 0; round < 5; round += 1) {
    const [post, me] = [something(), somebody()]
    await Promise.all(
      Array.from({ length: 9 }, (_, n) => setReaction(me, post, reactionKinds[n % 3] ?? 'agree')),
    )
    const rows = await Reactions.find({ subject: post.id }).lean()
    assert.equal(rows.length, 1)
    assert.equal((await reactionsOf(me, [post])).get(post.id), rows[0]?.kind)
  }
})

test('a page of posts is counted with one query, and what a person did is then known without any', async () => {
  const posts = Array.from({ length: 20 }, something)
  const me = somebody()
  for (const post of posts.slice(0, 3))
    for (const account of [me, somebody(), somebody()]) await setReaction(account, post, 'disagree')
  const asked: string[] = []
  mongoose.set('debug', (collection: string, method: string) => asked.push(`${collection}.${method}`))
  const counts = await countReactions(posts)
  await reactionsOf(me, posts)
  const mine = await reactionsOf(me, posts)
  mongoose.set('debug', false)
  assert.deepEqual(asked, ['reactions.aggregate', 'reactions.find'])
  assert.deepEqual(
    [...counts.values()].map(({ disagree }) => disagree),
    [3, 3, 3],
  )
  assert.deepEqual(
    posts.map(({ id }) => mine.get(id)),
    [...Array(3).fill('disagree'), ...Array(17).fill(null)],
  )
})

test('pages that show the post are told, and only when something changed', async () => {
  const told: string[] = []
  const stop = onChanged((tags) => {
    told.push(...tags)
  })
  const [post, me] = [something(), somebody()]
  await withdrawReaction(me, post)
  await setReaction(me, post, 'thanks')
  await setReaction(me, post, 'thanks')
  stop()
  assert.deepEqual(told, [`reactions-by:${me}`, `post:${post.id}`])
})

test('N8: reactions go with their post, and with their person', async () => {
  const [one, two] = [something(), something()]
  const [me, you] = [somebody(), somebody()]
  for (const post of [one, two]) for (const account of [me, you]) await setReaction(account, post, 'agree')
  assert.equal((await reactionsOf(me, [one])).get(one.id), 'agree')
  await dropReactionsOf([one])
  assert.equal((await reactionsOf(me, [one])).get(one.id), null)
  assert.deepEqual(await listReactors(one, undefined, 10), [])
  await cleanUpAfter(me)
  const left = await listReactors(two, undefined, 10)
  assert.deepEqual(
    left.map(({ account }) => String(account)),
    [you],
  )
})
