import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { tagHiding } from '../../src/media/hiding.ts'
import { reachImage } from '../../src/media/reach.ts'
import { Tags } from '../../src/media/tag.ts'
import { addTag, answerTag } from '../../src/media/tagging.ts'
import { signedInAgent } from '../support/accounts.ts'
import { forumSite } from '../support/forum-site.ts'
import { makePicturedTopic } from '../support/pictured-topic.ts'

const here = forumSite()
const guest = () => request(here.site.server)
const json = ['Accept', 'application/json'] as const

async function tagged() {
  const maker = await signedInAgent(here.site)
  const made = await makePicturedTopic()
  const place = await reachImage(maker.account, made.image)
  const word = `liar${made.image}`
  const { tag } = await addTag(maker.account, place, { label: word })
  return { ...made, maker, place, word, tag: String(tag._id) }
}

test('N9: a hidden tag is gone from picture, topic and label; its maker alone still reads it', async () => {
  const { address, path, maker, author: _, word, tag } = await tagged()
  const member = await signedInAgent(here.site)
  for (const page of [address, path, `/tag/${word}`])
    assert.ok(
      (
        await guest()
          .get(page)
          .set(...json)
      ).text.includes(word),
      page,
    )
  await tagHiding.hide(tag, { by: 'C-1', from: 'others' })
  for (const agent of [guest(), member.agent]) {
    for (const page of [address, path])
      assert.ok(!(await agent.get(page).set(...json)).text.includes(word), page)
    assert.deepEqual((await agent.get(`/tag/${word}`).set(...json)).body.images ?? [], [])
  }
  const own = (await maker.agent.get(address).expect(200)).text
  assert.ok(own.includes(word))
  assert.match(own, /hidden from others while a complaint is looked into/)
  await maker.agent
    .post(`${address}/tags`)
    .set(...json)
    .send({ label: word })
    .expect(403)
  await tagHiding.hide(tag, { by: 'D-1', from: 'everybody', over: 'C-1' })
  assert.ok(!(await maker.agent.get(address)).text.includes(word))
})

test('N9: readers see that a tag was hidden, why, and how to object; neither its words nor where it stood', async () => {
  const { maker, place, address } = await tagged()
  const member = await signedInAgent(here.site)
  const box = { x: 0.1, y: 0.1, w: 0.2, h: 0.2 }
  const { tag } = await addTag(maker.account, place, { label: 'Scoundrel', box })
  const page = async (agent = guest()) => (await agent.get(address).expect(200)).text
  assert.match(await page(), /id="box-/)
  assert.doesNotMatch(await page(), /A tag (is hidden|was removed)/)
  await tagHiding.hide(String(tag._id), { by: 'C-1', from: 'others' })
  for (const text of [await page(), await page(member.agent)]) {
    assert.match(text, /A tag is hidden while a complaint is looked into/)
    assert.doesNotMatch(text, /Scoundrel|id="box-/)
  }
  assert.doesNotMatch(await page(maker.agent), /A tag is hidden/, 'its maker reads it')
  await tagHiding.hide(String(tag._id), { by: 'D-1', from: 'everybody', over: 'C-1' })
  for (const text of [await page(), await page(maker.agent)])
    assert.match(text, /A tag was removed after a complaint <a href="\/decisions\/D-1">Why\?<\/a>/)
  const { body } = await guest()
    .get(address)
    .set(...json)
  assert.deepEqual(body.goneTags, [
    { id: String(tag._id), removedBy: 'decision', decision: 'D-1', whyHref: '/decisions/D-1' },
  ])
  await tagHiding.show(String(tag._id), 'D-1')
  assert.doesNotMatch(await page(), /A tag (is hidden|was removed)/)
})

test('N8, N9: of a tag that its person had not accepted, refused, or that its maker deleted, readers see nothing', async () => {
  const { maker, place, image, address } = await tagged()
  const person = await signedInAgent(here.site)
  const { tag } = await addTag(maker.account, place, { member: person.account.username })
  await tagHiding.hide(String(tag._id), { by: 'D-1', from: 'others' })
  const gone = async (agent = guest()) =>
    (
      await agent
        .get(address)
        .set(...json)
        .expect(200)
    ).body.goneTags
  assert.deepEqual(await gone(), [])
  await tagHiding.show(String(tag._id), 'D-1')
  await answerTag(person.account, image, String(tag._id), 'refuse')
  assert.deepEqual([await gone(), await gone(person.agent)], [[], []])
  const other = await tagged()
  await tagHiding.hide(other.tag, { by: 'D-2', from: 'others' })
  await other.maker.agent.delete(`${other.address}/tags/${other.tag}`).expect(303)
  assert.doesNotMatch((await guest().get(other.address)).text, /A tag was removed/)
})

test('N9: a tag comes back as it was, by the decision that hid it alone', async () => {
  const { address, word, tag } = await tagged()
  await tagHiding.hide(tag, { by: 'D-2', from: 'others' })
  await tagHiding.hide(tag, { by: 'D-2', from: 'others' })
  await tagHiding.show(tag, 'D-1')
  assert.ok(!(await guest().get(address)).text.includes(word))
  for (const _ of [1, 2]) await tagHiding.show(tag, 'D-2')
  const kept = await Tags.findById(tag).lean()
  assert.deepEqual([kept?.state, kept?.hiddenBy, kept?.stateBefore], ['accepted', null, undefined])
  assert.ok((await guest().get(address)).text.includes(word))
})

test('N9: a member who is tagged is not among the pictures of them while the tag is hidden', async () => {
  const { maker, place, image } = await tagged()
  const person = await signedInAgent(here.site)
  const { tag } = await addTag(maker.account, place, { member: person.account.username })
  await answerTag(person.account, image, String(tag._id), 'accept')
  const mine = async () =>
    (
      await person.agent
        .get('/my/tags')
        .set(...json)
        .expect(200)
    ).body.accepted.length
  assert.equal(await mine(), 1)
  await tagHiding.hide(String(tag._id), { by: 'D-3', from: 'others' })
  assert.equal(await mine(), 0)
  assert.ok(!(await guest().get(place.reached.href)).text.includes(person.account.username))
  await tagHiding.show(String(tag._id), 'D-3')
  assert.equal(await mine(), 1)
})

test('N8, N9: a tag that its maker deleted stays gone, and a destroyed one is in no record', async () => {
  const { maker, address, tag } = await tagged()
  await tagHiding.hide(tag, { by: 'D-4', from: 'others' })
  await maker.agent.delete(`${address}/tags/${tag}`).expect(303)
  await tagHiding.show(tag, 'D-4')
  assert.equal(await Tags.exists({ _id: tag }), null)
  const other = await tagged()
  await tagHiding.hide(other.tag, { by: 'D-5', from: 'everybody' })
  await tagHiding.destroy(other.tag, 'D-4')
  assert.ok(await Tags.exists({ _id: other.tag }))
  for (const _ of [1, 2]) await tagHiding.destroy(other.tag, 'D-5')
  assert.equal(await Tags.exists({ _id: other.tag }), null)
})
