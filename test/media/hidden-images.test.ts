import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { loadAccount } from '../../src/auth/account.ts'
import { hide } from '../../src/forum/hiding.ts'
import { changeAvatar } from '../../src/media/avatar.ts'
import { imageHiding } from '../../src/media/hiding.ts'
import { Images } from '../../src/media/image.ts'
import { reachImage } from '../../src/media/reach.ts'
import { imageStore } from '../../src/media/store.ts'
import { addTag } from '../../src/media/tagging.ts'
import { Evidences, freeze } from '../../src/reports/evidence.ts'
import { findSubject } from '../../src/reports/subject.ts'
import { signedInAgent } from '../support/accounts.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { inFile, makeJpeg, makePictured } from '../support/pictures.ts'

const here = forumSite()
const guest = () => request(here.site.server)
const json = ['Accept', 'application/json'] as const

async function pictured() {
  const { agent, account } = await signedInAgent(here.site)
  const topic = await makeTopic()
  const { post, images } = await makePictured(account, topic.id, ['An ugly quarrel', 'The river'])
  const [image = '', other = ''] = images
  return { author: agent, account, topic, id: String(post._id), image, other }
}

test('N9: a hidden picture is out of sight in every size, in its post, on its page, under its label and in galleries', async () => {
  const { account, topic, image, other } = await pictured()
  const reached = await reachImage(account, image)
  await addTag(account, reached, { label: `spat ${image}` })
  const member = await signedInAgent(here.site)
  const gallery = `/u/${account.username}/pictures`
  const label = `/tag/spat-${image}`
  for (const path of [topic.path, gallery, `/u/${account.username}`, label])
    assert.match((await guest().get(path).expect(200)).text, new RegExp(`/images/${image}/`), path)
  await imageHiding.hide(image, { by: 'D-1', from: 'others' })
  for (const agent of [guest(), member.agent]) {
    for (const variant of [320, 960, 1920, 192]) await agent.get(`/images/${image}/${variant}`).expect(410)
    await agent.get(`/images/${image}`).expect(410)
    for (const path of [topic.path, gallery, `/u/${account.username}`, label]) {
      const { text } = await agent.get(path)
      assert.doesNotMatch(text, new RegExp(`/images/${image}|An ugly quarrel`), path)
    }
    const page = (await agent.get(topic.path)).text
    assert.match(page, /Picture removed after a complaint <a href="\/decisions\/D-1">Why\?<\/a>/)
    assert.match(page, new RegExp(`/images/${other}/`))
    const [, post] = (await agent.get(topic.path).set(...json)).body.posts
    assert.deepEqual(post.images[0], {
      id: image,
      removedBy: 'decision',
      decision: 'D-1',
      whyHref: '/decisions/D-1',
    })
  }
  const gone = await guest().get(`/images/${image}/320`)
  assert.doesNotMatch(String(gone.headers['cache-control']), /public/)
})

test('N9: whoever showed a hidden picture still sees it, in no cache on the way; not where it is removed', async () => {
  const { author, topic, image } = await pictured()
  await imageHiding.hide(image, { by: 'C-1', from: 'others' })
  const bytes = await author.get(`/images/${image}/320`).expect(200)
  assert.match(String(bytes.headers['cache-control']), /private/)
  const page = (await author.get(topic.path).expect(200)).text
  assert.match(page, new RegExp(`/images/${image}/`))
  assert.match(page, /Hidden from others while a complaint is looked into\./)
  assert.match((await author.get(`/images/${image}`).expect(200)).text, /You alone still see it/)
  await author
    .put(`/images/${image}`)
    .set(...json)
    .send({ alt: 'New words' })
    .expect(403)
  await imageHiding.hide(image, { by: 'D-2', from: 'everybody', over: 'C-1' })
  await author.get(`/images/${image}/320`).expect(410)
  assert.doesNotMatch((await author.get(topic.path)).text, new RegExp(`/images/${image}/`))
})

test('N9: a picture comes back whole, by the decision that hid it alone, and twice is once', async () => {
  const { author, topic, id, image } = await pictured()
  const before = await Images.findById(image).lean()
  await imageHiding.hide(image, { by: 'D-3', from: 'everybody' })
  await imageHiding.hide(image, { by: 'D-3', from: 'everybody' })
  await author
    .put(`/posts/${id}`)
    .set(...json)
    .send({ body: 'Other words.' })
    .expect(200)
  await imageHiding.show(image, 'D-2')
  await guest().get(`/images/${image}/320`).expect(410)
  for (const _ of [1, 2]) await imageHiding.show(image, 'D-3')
  await guest().get(`/images/${image}/320`).expect(200)
  assert.match((await guest().get(topic.path)).text, new RegExp(`/images/${image}/`))
  assert.deepEqual(await Images.findById(image).lean(), { ...before, hiddenBy: null, hiddenFrom: null })
})

test('N8: its author deletes a hidden picture, and no reversal brings it back', async () => {
  const { author, image } = await pictured()
  await imageHiding.hide(image, { by: 'D-4', from: 'others' })
  await author.delete(`/images/${image}`).expect(303)
  await imageHiding.show(image, 'D-4')
  await imageHiding.hide(image, { by: 'D-5', from: 'others' })
  await guest().get(`/images/${image}/320`).expect(410)
  assert.ok(!(await imageStore.get(image, 320)))
  assert.deepEqual(Object.keys((await Images.findById(image).lean()) ?? {}).sort(), ['_id', 'removedAt'])
})

test('N9: a copy kept as evidence is not hidden with the picture', async () => {
  const { account, image } = await pictured()
  const first = await freeze(await findSubject(undefined, `/images/${image}`))
  await imageHiding.hide(image, { by: 'D-6', from: 'others' })
  const { post } = await makePictured(account, (await makeTopic()).id)
  assert.ok(post)
  const [copy] = (await Evidences.findById(first._id).lean())?.images ?? []
  assert.equal((await Images.findById(copy).lean())?.hiddenBy ?? null, null)
  const later = await freeze({ ...(await findSubject(account, `/images/${image}`)), revision: 2 })
  assert.equal((await Images.findById(later.images[0]).lean())?.hiddenBy ?? null, null)
})

test('N9: a face that is hidden is shown nowhere, and comes back', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const face = await changeAvatar(account, inFile(await makeJpeg()))
  const topic = await makeTopic({ author: account })
  assert.match((await guest().get(topic.path)).text, new RegExp(`/images/${face}/192`))
  await imageHiding.hide(face, { by: 'D-7', from: 'others' })
  for (const path of [topic.path, `/u/${account.username}`, '/latest'])
    assert.doesNotMatch((await guest().get(path)).text, new RegExp(face), path)
  await guest().get(`/images/${face}/192`).expect(410)
  await agent
    .put('/my/avatar')
    .attach('avatar', await makeJpeg(), 'x.jpg')
    .expect(403)
  await imageHiding.show(face, 'D-7')
  assert.match((await guest().get(topic.path)).text, new RegExp(`/images/${face}/192`))
  assert.equal((await loadAccount(String(account._id)))?.hiddenFace, undefined)
})

test('N9: killed between any two writes of a destruction, it is done again to its end, once', async () => {
  for (let count = 0; count < 20; count += 1) {
    const { image, topic } = await pictured()
    await imageHiding.hide(image, { by: 'D-8', from: 'everybody' })
    await imageHiding.destroy(image, 'D-7')
    assert.ok(await imageStore.get(image, 320), 'another decision destroys nothing')
    const isThrough = await killedAfter(count, () => imageHiding.destroy(image, 'D-8'))
    await imageHiding.destroy(image, 'D-8')
    await imageHiding.show(image, 'D-8')
    assert.ok(!(await imageStore.get(image, 320)), `killed after ${count} writes`)
    assert.equal((await Images.findById(image).lean())?.owner, undefined)
    assert.doesNotMatch((await guest().get(topic.path)).text, new RegExp(image))
    if (isThrough) return
  }
  assert.fail('it never came through')
})

test('N9: the address of a picture that a decision took away says so and leads to why; its bytes are no page', async () => {
  const { author, image } = await pictured()
  const page = async () => (await guest().get(`/images/${image}`).expect(410)).text
  const why =
    /removed after a complaint[\s\S]*<a href="\/decisions\/D-8">Why\?<\/a> The decision says [^<]* how to object/
  await imageHiding.hide(image, { by: 'C-8', from: 'others' })
  assert.match(await page(), /hidden while a complaint is looked into/)
  assert.doesNotMatch(await page(), /Why\?|C-8/)
  await imageHiding.hide(image, { by: 'D-8', from: 'everybody', over: 'C-8' })
  const check = async () => {
    assert.match(await page(), why)
    const problem = await guest()
      .get(`/images/${image}`)
      .set(...json)
      .expect(410)
    assert.equal(problem.body.whyHref, '/decisions/D-8')
    const bytes = await guest().get(`/images/${image}/320`).set('Accept', 'image/*,*/*').expect(410)
    assert.match(String(bytes.headers['content-type']), /^text\/plain/)
    assert.equal(bytes.text, 'This picture was removed after a complaint.\n')
  }
  await check()
  await imageHiding.destroy(image, 'D-8')
  await check()
  await author.get(`/images/${image}`).expect(410)
  assert.deepEqual(Object.keys((await Images.findById(image).lean()) ?? {}).sort(), [
    '_id',
    'hiddenBy',
    'removedAt',
  ])
  const { image: inPost, id } = await pictured()
  await hide(id, { by: 'D-9', from: 'others' })
  for (const path of [`/posts/${id}`, `/images/${inPost}`])
    assert.match((await guest().get(path).expect(410)).text, /href="\/decisions\/D-9">Why\?/)
  const own = await pictured()
  await own.author.delete(`/images/${own.image}`).expect(303)
  assert.doesNotMatch((await guest().get(`/images/${own.image}`).expect(410)).text, /complaint|Why\?/)
})
