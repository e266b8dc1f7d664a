import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { type Account, Accounts, loadAccount, saveProfile } from '../../src/auth/account.ts'
import { changeAvatar } from '../../src/media/avatar.ts'
import { profileHiding } from '../../src/media/hiding.ts'
import { imageStore } from '../../src/media/store.ts'
import { signedInAgent } from '../support/accounts.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { inFile, makeJpeg } from '../support/pictures.ts'

const here = forumSite()
const guest = () => request(here.site.server)
const json = ['Accept', 'application/json'] as const

async function known(word: string) {
  const { agent, account } = await signedInAgent(here.site)
  const id = String(account._id)
  await saveProfile(id, { name: `${word} the Great`, bio: `I am ${word}.` })
  const face = await changeAvatar(account, inFile(await makeJpeg()))
  const topic = await makeTopic({ author: account })
  await makePost({ topic: topic.id, body: `Hello @${account.username}!` })
  return { agent, account, id, face, topic, path: `/u/${account.username}` }
}

const stored = async (id: string) => (await Accounts.findById(id).select('+nameWords').lean()) as Account

test('N9: a hidden profile falls back to the user name, in posts, lists, mentions, completion and search', async () => {
  const { account, id, face, topic, path } = await known('krakatoa')
  const staff = await signedInAgent(here.site, { role: 'admin' })
  const places = [path, topic.path, '/latest', '/', `/c/${topic.board.slug}`, '/feed', `${topic.path}/feed`]
  for (const page of [path, topic.path, '/feed']) {
    const { text, body } = await guest().get(page)
    assert.match(text ?? String(body), /krakatoa/, page)
  }
  await profileHiding.hide(id, { by: 'D-1', from: 'others' })
  for (const agent of [guest(), staff.agent])
    for (const page of places) {
      const { text, body } = await agent.get(page)
      assert.doesNotMatch(text ?? String(body), /krakatoa/, page)
      assert.ok(!(text ?? '').includes(face), page)
    }
  const found = async (q: string) =>
    JSON.stringify(
      (
        await staff.agent
          .get(`/people?q=${q}`)
          .set(...json)
          .expect(200)
      ).body,
    )
  assert.ok((await found(account.username)).includes(account.username))
  assert.doesNotMatch(await found(account.username), /krakatoa/)
  assert.ok(!(await found('krakatoa')).includes(account.username))
  const page = (await guest().get(path).expect(200)).text
  assert.match(page, /hidden after a complaint <a href="\/decisions\/D-1">Why\?<\/a>/)
  await guest().get(`/images/${face}/192`).expect(410)
  const model = (
    await guest()
      .get(path)
      .set(...json)
  ).body
  assert.deepEqual([model.name, model.bio, model.avatar], [account.username, '', undefined])
  const members = await staff.agent.get(`/admin/members?q=${account.username}`).expect(200)
  assert.doesNotMatch(members.text, /krakatoa/)
})

test('N9: its owner still reads a hidden profile, cannot change it, and nobody reads a removed one', async () => {
  const { agent, id, path } = await known('etna')
  await profileHiding.hide(id, { by: 'C-1', from: 'others' })
  for (const page of [path, '/my/profile']) {
    const { text } = await agent.get(page).expect(200)
    assert.match(text, /I am etna\./, page)
    assert.match(text, /Hidden from others while a complaint is looked into\./, page)
  }
  await agent
    .put('/my/profile')
    .set(...json)
    .send({ name: 'Etna', bio: 'etna again' })
    .expect(403)
  await agent
    .put('/my/avatar')
    .attach('avatar', await makeJpeg(), 'x.jpg')
    .expect(403)
  await profileHiding.hide(id, { by: 'D-1', from: 'everybody', over: 'C-1' })
  for (const page of [path, '/my/profile']) assert.doesNotMatch((await agent.get(page)).text, /etna/, page)
})

test('N9: a profile comes back whole, by the decision that hid it alone, and twice is once', async () => {
  const { id, path, face } = await known('vesuvius')
  const before = await stored(id)
  await profileHiding.hide(id, { by: 'D-2', from: 'others' })
  await profileHiding.hide(id, { by: 'D-2', from: 'others' })
  await profileHiding.show(id, 'D-1')
  assert.doesNotMatch((await guest().get(path)).text, /vesuvius/)
  for (const _ of [1, 2]) await profileHiding.show(id, 'D-2')
  assert.deepEqual(await stored(id), before)
  assert.match((await guest().get(path)).text, /vesuvius/)
  await guest().get(`/images/${face}/192`).expect(200)
})

test('N8: what its owner deletes of a hidden profile does not come back, and new words are shown', async () => {
  const { agent, id, path, face } = await known('stromboli')
  await profileHiding.hide(id, { by: 'D-3', from: 'others' })
  await agent.put('/my/profile').type('form').send({ name: '', bio: '' }).expect(303)
  await agent.delete('/my/avatar').expect(303)
  assert.doesNotMatch(JSON.stringify(await stored(id)), /stromboli/)
  assert.ok(!(await imageStore.get(face, 192)))
  await agent
    .put('/my/profile')
    .set(...json)
    .send({ name: 'Calm', bio: 'A quiet person.' })
    .expect(200)
  await profileHiding.show(id, 'D-3')
  assert.match((await guest().get(path)).text, /A quiet person\./)
})

test('N9: killed between any two writes, hiding and destroying a profile are done again to their end', async () => {
  for (let count = 0; count < 20; count += 1) {
    const { id, path, face } = await known('pelee')
    const hiding = { by: 'D-4', from: 'everybody' } as const
    const isHidden = await killedAfter(count, () => profileHiding.hide(id, hiding))
    await profileHiding.hide(id, hiding)
    await guest().get(`/images/${face}/192`).expect(410)
    assert.doesNotMatch((await guest().get(path)).text, /pelee/)
    const isDestroyed = await killedAfter(count, () => profileHiding.destroy(id, 'D-4'))
    await profileHiding.destroy(id, 'D-4')
    await profileHiding.show(id, 'D-4')
    assert.doesNotMatch(JSON.stringify(await stored(id)), /pelee/, `killed after ${count} writes`)
    assert.ok(!(await imageStore.get(face, 192)), `killed after ${count} writes`)
    assert.equal((await loadAccount(id))?.hiddenFace, undefined)
    if (isHidden && isDestroyed) return
  }
  assert.fail('it never came through')
})
