import '../support/normal-limits.ts'
import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeSecret } from '../../src/auth/secret-hash.ts'
import { Threads } from '../../src/support/thread.ts'
import { mailsTo, signedInAgent } from '../support/accounts.ts'
import { forumSite } from '../support/forum-site.ts'
import { json, someone, talkers } from './talking.ts'

const here = forumSite()
const { visitor, writes, reads } = talkers(here)

const statuses = async (count: number, act: (n: number) => PromiseLike<{ status: number }>) => {
  const all: number[] = []
  for (let n = 0; n < count; n += 1) all.push((await act(n)).status)
  return all
}

test('a script begins no more conversations than a person ever would, and keeps no member from theirs', async () => {
  const { agent } = await signedInAgent(here.site)
  const begin = (n: number) =>
    visitor()
      .post('/talk')
      .set(...json)
      .send({ email: someone(), text: `Number ${n}` })
  const all = await statuses(60, begin)
  assert.equal(all.filter((status) => status === 201).length, 40)
  assert.ok(all.slice(40).every((status) => status === 429))
  assert.equal(await Threads.countDocuments(), 40)
  await agent
    .post('/talk')
    .set(...json)
    .send({ text: 'I am a member.' })
    .expect(201)
})

test('links are asked for ten times in an hour at most, and a stranger’s letter box gets none', async () => {
  const all = await statuses(14, (n) =>
    visitor()
      .post('/talk/links')
      .type('form')
      .send({ ref: `T-${1000 + n}`, email: 'victim@example.org' }),
  )
  assert.equal(all.filter((status) => status === 200).length, 10)
  assert.equal((await mailsTo('victim@example.org')).length, 0)
})

test('guessing keys comes to an end', async () => {
  const { ref, place } = await (async () => {
    const { agent } = await signedInAgent(here.site)
    return writes({}, agent)
  })()
  const all = await statuses(310, () => reads(visitor(), place, makeSecret()))
  assert.ok(all.includes(429), ref)
  assert.ok(!all.includes(200))
})
