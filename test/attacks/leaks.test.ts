import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import type { Account } from '../../src/auth/account.ts'
import { changeBoard } from '../../src/forum/board.ts'
import { editPost } from '../../src/forum/edit.ts'
import { signedInAgent } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
// Each test has its own word, because what one hides another may show.
let secret = 'quokkaville'
type Topic = Awaited<ReturnType<typeof makeTopic>>
type Reader = { get(path: string): request.Test }

/** A topic with an edited post, quoted in the open by its author. */
async function tell(board: Topic['board'], author: Account) {
  const topic = await makeTopic({ board, author, title: `Plans for ${secret}`, body: `${secret} at dawn` })
  await editPost(author, String(topic.post._id), { body: `${secret} at noon` })
  const open = await makeTopic({
    author,
    title: 'In the open',
    body: `[quote ${topic.id}/1@2]\n\n[quote ${topic.id}/1@1]\n\nsee above`,
  })
  await makePost({ topic: topic.id, author, body: `${secret} again` })
  return { topic, open }
}

function placesOf({ topic, open }: Awaited<ReturnType<typeof tell>>): string[] {
  const { board, post, author, path, id } = topic
  return [
    '/',
    '/latest',
    '/new',
    '/top',
    '/top/year',
    '/unread',
    '/feed',
    '/bookmarks',
    '/sitemap.xml',
    '/sitemap/boards.xml',
    '/sitemap/topics-1.xml',
    `/c/${board.slug}`,
    `/c/${board.slug}/feed`,
    `/c/${board.slug}/new`,
    path,
    `${path}/1`,
    `${path}/2`,
    `${path}/feed`,
    `/t/${id}`,
    `/t/wrong/${id}`,
    `/t/wrong/${id}/feed`,
    `/t/${id}/unread`,
    `/t/${id}/edit`,
    `/posts/${post._id}`,
    `/posts/${post._id}/revisions`,
    `/posts/${post._id}/revisions/1`,
    `/posts/${post._id}/edit`,
    `/posts/${post._id}/delete`,
    `/u/${author.username}`,
    '/search?q=plans',
    `/search?q=again&board=${board.slug}`,
    '/search?q=noon',
    open.path,
    `${open.path}/feed`,
  ]
}

/** The word is in no answer to this reader; what the reader typed does not count. */
async function readsNothing(reader: Reader, places: readonly string[], whose: string): Promise<void> {
  for (const place of places)
    for (const accept of ['text/html', 'application/json']) {
      const { text, headers, status } = await reader.get(place).set('Accept', accept)
      const said = text.replaceAll(encodeURIComponent(place), '').replaceAll(place, '')
      assert.ok(!said.includes(secret), `${whose} reads it at ${place} (${accept})`)
      assert.ok(
        !String(headers.location ?? '')
          .replace(encodeURIComponent(place), '')
          .includes(secret),
        `${whose} is led to it by ${place}`,
      )
      assert.ok(status < 500, `${place}: ${status}`)
    }
}

test('what stands in a staff board is at no address for anybody else', async () => {
  const author = await signedInAgent(holder.site, { role: 'moderator' })
  const told = await tell(await makeBoard({ audience: 'staff' }), author.account)
  const places = placesOf(told)
  // Staff look first, so that a page kept for the wrong people would be found.
  for (const place of places) await author.agent.get(place)
  const member = await signedInAgent(holder.site)
  const demoted = await signedInAgent(holder.site, { role: 'moderator', confirmedAt: null })
  await readsNothing(request(holder.site.server), places, 'a guest')
  await readsNothing(member.agent, places, 'a member')
  await readsNothing(demoted.agent, places, 'an unconfirmed moderator')
  assert.match((await author.agent.get(told.topic.path)).text, /quokkaville at noon/)
})

test('a board that is closed to others is closed at once, at every address', async () => {
  for (const [audience, whose, word] of [
    ['members', 'a guest', 'wombatia'],
    ['staff', 'a member', 'numbatia'],
  ] as const) {
    secret = word
    const board = await makeBoard()
    const { account } = await signedInAgent(holder.site)
    const places = placesOf(await tell(board, account))
    const member = await signedInAgent(holder.site)
    for (const reader of [request(holder.site.server), member.agent])
      for (const place of places)
        for (const accept of ['text/html', 'application/json']) await reader.get(place).set('Accept', accept)
    await member.agent
      .put(`/posts/${places.find((place) => /^\/posts\/\w+$/.test(place))?.slice(7)}/bookmark`)
      .expect(303)
    assert.ok(await changeBoard(board.slug, { audience, isArchived: false }))
    await readsNothing(request(holder.site.server), places, 'a guest')
    if (whose === 'a member') await readsNothing(member.agent, places, whose)
  }
})

test('a topic moved out of reach is out of reach at once, at every address', async () => {
  secret = 'bilbyland'
  const { account } = await signedInAgent(holder.site)
  const moderator = await signedInAgent(holder.site, { role: 'moderator' })
  const staff = await makeBoard({ audience: 'staff' })
  const told = await tell(await makeBoard(), account)
  const places = placesOf(told)
  const member = await signedInAgent(holder.site)
  for (const reader of [request(holder.site.server), member.agent])
    for (const place of places) await reader.get(place)
  await moderator.agent.put(`/t/${told.topic.id}/board`).type('form').send({ board: staff.slug }).expect(303)
  await readsNothing(request(holder.site.server), places, 'a guest')
  await readsNothing(member.agent, places, 'a member')
})

test('HEAD, doubled methods and other verbs do no more than they say', async () => {
  secret = 'quokkaville'
  const { topic, open } = await tell(await makeBoard(), (await signedInAgent(holder.site)).account)
  const { agent } = await signedInAgent(holder.site)
  for (const path of [
    `/posts/${topic.post._id}?_method=DELETE`,
    `/t/${open.id}/pin?_method=PUT`,
    '/session?_method=DELETE',
  ]) {
    await agent.get(path)
    await agent.head(path)
  }
  await agent.post(`/posts/${topic.post._id}?_method=DELETE&_method=PUT`).expect(404)
  await agent.post(`/posts/${topic.post._id}?_method=delete`).expect(404)
  await agent.post(`/posts/${topic.post._id}`).set('X-HTTP-Method-Override', 'DELETE').expect(404)
  await agent.post(`/posts/${topic.post._id}?_method=DELETE`).expect(403)
  await agent.get('/my/settings').expect(200)
  for (const method of ['patch', 'options', 'trace'] as const) {
    const answer = await agent[method](topic.path)
    assert.ok([200, 404].includes(answer.status))
    assert.doesNotMatch(answer.text ?? '', /quokkaville/)
  }
  assert.match((await agent.get(topic.path)).text, /quokkaville at noon/)
})
