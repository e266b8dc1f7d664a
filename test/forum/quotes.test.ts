import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { changeBoard } from '../../src/forum/board.ts'
import { editPost } from '../../src/forum/edit.ts'
import { moveTopic } from '../../src/forum/stewardship.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
const guest = () => request(here.site.server)
const gone = /The quoted post was removed\./

test('a quote shows its words, its author and the way there', async () => {
  const { id, path, author } = await makeTopic({ body: 'The *early* bird sings.' })
  const quoting = await makeTopic({ body: `[quote ${id}/1@1:4-9]` })
  const { text } = await guest().get(quoting.path)
  assert.match(text, new RegExp(`href="${path}/1#post-1".*${author.name}`))
  assert.match(text, /<p>early<\/p>/)
  assert.doesNotMatch(text, /bird/)
})

test('a quote keeps the words of the version that was quoted', async () => {
  const { id, author, post } = await makeTopic({ body: 'first version' })
  const quoting = await makeTopic({ body: `[quote ${id}/1@1]` })
  await editPost(author, String(post._id), { body: 'second version' })
  const { text } = await guest().get(quoting.path)
  assert.match(text, /first version/)
  assert.doesNotMatch(text, /second version/)
})

test('a quote shows nothing that some readers of its own board could not read at its place', async () => {
  const staff = await makeBoard({ audience: 'staff' })
  const members = await makeBoard({ audience: 'members' })
  const admin = await makeAccount({ role: 'admin' })
  const secret = await makeTopic({ board: staff, body: 'staff secret' })
  const inside = await makeTopic({ board: members, body: 'members only' })
  const body = `[quote ${secret.id}/1@1]\n\n[quote ${inside.id}/1@1]`
  const open = await makeTopic({ author: admin, body })
  const { text } = await guest().get(open.path)
  assert.doesNotMatch(text, /staff secret|members only/)
  assert.match(text, gone)
  const among = await makeTopic({ board: members, author: admin, body })
  const { agent } = await signedInAgent(here.site, { role: 'admin' })
  const page = await agent.get(among.path)
  assert.match(page.text, /members only/)
  assert.doesNotMatch(page.text, /staff secret/)
  assert.doesNotMatch(
    (await agent.get(open.path)).text,
    /staff secret/,
    'for admins neither: others read the page',
  )
})

test('a quote follows when its topic moves or its board closes', async () => {
  const staff = await makeBoard({ audience: 'staff' })
  const admin = await makeAccount({ role: 'admin' })
  const { id } = await makeTopic({ body: 'moved away' })
  const quoting = await makeTopic({ body: `[quote ${id}/1@1]` })
  assert.match((await guest().get(quoting.path)).text, /moved away/)
  await moveTopic(admin, id, staff.slug)
  assert.doesNotMatch((await guest().get(quoting.path)).text, /moved away/)
  const other = await makeTopic({ body: 'behind a door' })
  const second = await makeTopic({ body: `[quote ${other.id}/1@1]` })
  assert.match((await guest().get(second.path)).text, /behind a door/)
  await changeBoard(other.board.slug, { audience: 'members', isArchived: false })
  assert.doesNotMatch((await guest().get(second.path)).text, /behind a door/)
})

test('quotes of what never was, or will be, are told as removed', async () => {
  const { id } = await makeTopic()
  const { path } = await makeTopic({ body: `[quote 999999/1@1]\n\n[quote ${id}/7@1]\n\n[quote ${id}/1@5]` })
  const { text } = await guest().get(path)
  assert.equal(text.match(/The quoted post was removed\./g)?.length, 3)
})

test('mentions name the person as they are called today, inside quotes as well', async () => {
  const person = await makeAccount({ username: 'Robin' })
  const { id, path } = await makeTopic({ body: 'Thank you @robin and @nobodyknown!' })
  const { text } = await guest().get(path)
  assert.match(text, new RegExp(`data-mention="${person._id}" href="/u/Robin">@`))
  assert.doesNotMatch(text, /href="\/u\/nobodyknown"/)
  await makePost({ topic: id, body: `[quote ${id}/1@1]` })
  assert.equal(
    (await guest().get(path)).text.match(/href="\/u\/Robin"/g)?.length,
    2,
    'inside a quote as well',
  )
})
