import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { Drafts } from '../../src/drafts/draft.ts'
import { Posts } from '../../src/forum/post.ts'
import { Revisions } from '../../src/forum/revision.ts'
import { signedInAgent } from '../support/accounts.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()

test('N8: a second window that goes on saving brings no words of a deleted post back', async () => {
  const { agent, account } = await signedInAgent(holder.site)
  const { id } = await makeTopic()
  const post = await makePost({ topic: id, author: account, body: 'soon to be gone' })
  const save = () =>
    agent.put(`/my/drafts/edit:${post._id}`).set('Accept', 'application/json').send({ body: 'gone again' })
  assert.equal((await save()).status, 200)
  const [removed, ...saved] = await Promise.all([
    agent.delete(`/posts/${post._id}`),
    ...Array.from({ length: 12 }, () => save()),
  ])
  assert.equal(removed?.status, 303)
  for (const { status } of saved) assert.ok([200, 410].includes(status), String(status))
  assert.equal((await save()).status, 410)
  assert.equal(await Drafts.countDocuments({ key: `edit:${post._id}` }), 0)
})

test('nobody keeps a draft to change the post of somebody else', async () => {
  const { agent } = await signedInAgent(holder.site)
  const { post } = await makeTopic()
  await agent
    .put(`/my/drafts/edit:${post._id}`)
    .set('Accept', 'application/json')
    .send({ body: 'mine' })
    .expect(403)
  assert.equal(await Drafts.countDocuments({ key: `edit:${post._id}` }), 0)
})

test('N8: a post that is edited, quoted, fed and read while it is deleted is nowhere afterwards', async () => {
  const { agent, account } = await signedInAgent(holder.site)
  const topic = await makeTopic()
  const secret = 'periwinkle'
  const post = await makePost({ topic: topic.id, author: account, body: `${secret} one` })
  await makePost({ topic: topic.id, body: `[quote ${topic.id}/${post.number}@1]\n\nindeed` })
  const places = [
    topic.path,
    `${topic.path}/feed`,
    '/',
    '/latest',
    `/c/${topic.board.slug}`,
    `/u/${account.username}`,
    `/search?q=${secret}`,
  ]
  const edit = (n: number) =>
    agent
      .put(`/posts/${post._id}`)
      .set('Accept', 'application/json')
      .send({ body: `${secret} ${n}` })
  const read = () =>
    places.map((path) =>
      request(holder.site.server)
        .get(path)
        .then(() => undefined),
    )
  for (const path of places) await request(holder.site.server).get(path)
  const under = [edit(1), edit(2), edit(3), ...read()]
  const removal = agent.delete(`/posts/${post._id}`)
  const answers = await Promise.all([...under, removal, edit(4), edit(5), ...read()])
  assert.equal((await removal).status, 303)
  for (const answer of answers) if (answer) assert.ok(answer.status < 500, String(answer.status))
  for (const path of [...places, `/posts/${post._id}/revisions`])
    for (const reader of [request(holder.site.server), agent])
      for (const accept of ['text/html', 'application/json']) {
        const { text } = await reader.get(path).set('Accept', accept)
        assert.doesNotMatch(
          text.replaceAll(`"q":"${secret}"`, '').replaceAll(`value="${secret}"`, ''),
          new RegExp(`${secret} `),
          path,
        )
      }
  assert.equal(await Revisions.countDocuments({ post: post._id }), 0)
  assert.equal(await Posts.countDocuments({ _id: post._id, source: { $exists: true } }), 0)
})
