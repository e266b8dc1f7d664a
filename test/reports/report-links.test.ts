import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { react } from '../../src/forum/reacting.ts'
import { reachImage } from '../../src/media/reach.ts'
import { addTag } from '../../src/media/tagging.ts'
import { makeAccount, signedInAgent, signIn } from '../support/accounts.ts'
import { forumSite } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'
import { makePicturedTopic } from '../support/pictured-topic.ts'

const here = forumSite()
const author = { username: 'wallmason' }

/** What the things are called, the page each stands on, and its address in a complaint. */
const things = {
  post: { page: '', about: '' },
  'topic title': { page: '', about: '' },
  picture: { page: '', about: '' },
  tag: { page: '', about: '' },
  profile: { page: `/u/${author.username}`, about: `/u/${author.username}` },
  'reaction list': { page: '', about: '' },
}

before(async () => {
  const account = await makeAccount(author)
  const { id, path, post, image } = await makePicturedTopic({ author: account })
  const place = await reachImage(account, image)
  const { tag } = await addTag(account, place, { label: 'Bricks' })
  await react(await makeAccount(), String(post._id), 'agree')
  things.post = { page: path, about: `/posts/${post._id}` }
  things['topic title'] = { page: path, about: `/t/${id}` }
  things.picture = { page: `/images/${image}`, about: `/images/${image}` }
  things.tag = { page: `/images/${image}`, about: `/images/${image}/tags/${tag._id}` }
  const list = `/posts/${post._id}/reactions`
  things['reaction list'] = { page: list, about: list }
})

for (const name of Object.keys(things) as (keyof typeof things)[])
  test(`N9: whoever reads a ${name} can report it from there`, async () => {
    const { page, about } = things[name]
    const { agent } = await signedInAgent(here.site)
    for (const reader of [request(here.site.server), agent]) {
      const { text } = await reader.get(page).expect(200)
      // Of a post the version goes along: perhaps it is edited before the report is sent.
      const address = name === 'post' ? `${about}&amp;revision=1` : about
      assert.ok(text.includes(`href="/report?about=${address}"`), `no link to ${about} on ${page}`)
    }
    assert.notEqual(about, '')
    await agent.get('/report').query({ about, kind: 'rules' }).expect(200)
  })

test('nobody is asked to report a tag that they set themselves', async () => {
  const agent = request.agent(here.site.server)
  await signIn(agent, author)
  const { page, about } = things.tag
  assert.ok(!(await agent.get(page).expect(200)).text.includes(`about=${about}"`))
})
