import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { changeShown } from '../../src/auth/account.ts'
import { editPost } from '../../src/forum/edit.ts'
import { hide, unhide } from '../../src/forum/hiding.ts'
import type { MissedPosts } from '../../src/forum/missed-posts.ts'
import { react } from '../../src/forum/reacting.ts'
import { removePost } from '../../src/forum/removal.ts'
import { removeRevision } from '../../src/forum/revision.view.ts'
import { moveTopic } from '../../src/forum/stewardship.ts'
import { laterDone } from '../../src/live/later.ts'
import { imageHiding } from '../../src/media/hiding.ts'
import { reachImage } from '../../src/media/reach.ts'
import { addTag, answerTag, removeTag } from '../../src/media/tagging.ts'
import { makeAccount } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { closeListeners, type Listener, listenTo } from '../support/live.ts'
import { makePictured } from '../support/pictures.ts'

const holder = forumSite()
after(closeListeners)

const gone = /The quoted post was removed\./

/** As a page does: it keeps what it shows, and asks again when it is told to. */
async function openPage(topic: number) {
  const listener = listenTo(holder.site)
  const shown = new Map<number, { version: string; html: string }>()
  const ask = async () => {
    const have = Object.fromEntries([...shown].map(([number, { version }]) => [number, version]))
    const { missed } = (await listener.join(`topic:${topic}`, { have, isEnd: true })) as {
      missed: MissedPosts
    }
    for (const { number, ...post } of missed.posts) shown.set(number, post)
    return missed.posts.length
  }
  await ask()
  return { listener, ask, words: (number: number) => shown.get(number)?.html ?? '' }
}

const looks = ({ heard }: Listener) => heard.filter(({ event }) => event === 'look').length

test('N8: who reads a quote on an open page is told to ask again when the quoted post is removed', async () => {
  const quoted = await makeTopic({ body: 'Words to be taken back.' })
  const quoting = await makeTopic({ body: `[quote ${quoted.id}/1@1]` })
  const elsewhere = await makeTopic()
  await laterDone()
  const [page, other] = [await openPage(quoting.id), await openPage(elsewhere.id)]
  assert.match(page.words(1), /Words to be taken back/)
  await removePost(quoted.author, String(quoted.post._id))
  assert.deepEqual(await page.listener.hear('look'), { room: `topic:${quoting.id}` })
  assert.equal(await page.ask(), 1)
  assert.match(page.words(1), gone)
  assert.doesNotMatch(page.words(1), /taken back/)
  assert.equal(looks(other.listener), 0)
})

test('N9: a quote in the same topic goes with the post it quotes, and comes back with it', async () => {
  const topic = await makeTopic()
  const quoted = await makePost({ topic: topic.id, body: 'Doubtful words' })
  await makePost({ topic: topic.id, body: `[quote ${topic.id}/2@1]` })
  await laterDone()
  const page = await openPage(topic.id)
  await hide(String(quoted._id), { by: 'C-1', from: 'others' })
  await page.listener.hear('look')
  await page.ask()
  assert.match(page.words(3), gone)
  page.listener.heard.length = 0
  await unhide(String(quoted._id), 'C-1')
  await page.listener.hear('look')
  await page.ask()
  assert.match(page.words(3), /Doubtful words/)
})

test('a quote in a post that arrived live goes, too', async () => {
  const quoted = await makeTopic({ body: 'Early words' })
  const topic = await makeTopic()
  await laterDone()
  const page = await openPage(topic.id)
  await makePost({ topic: topic.id, body: `[quote ${quoted.id}/1@1]` })
  assert.match((await page.listener.hear('post')).html, /Early words/)
  await removePost(quoted.author, String(quoted.post._id))
  await page.listener.hear('look')
  await page.ask()
  assert.match(page.words(2), gone)
})

test('a quote follows when the quoted topic moves behind a door, or the quoted version is deleted', async () => {
  const author = await makeAccount()
  const [moving, versions] = [
    await makeTopic({ body: 'Moving words' }),
    await makeTopic({ author, body: 'First said' }),
  ]
  const quoting = await makeTopic({ body: `[quote ${moving.id}/1@1]\n\n[quote ${versions.id}/1@1]` })
  await editPost(author, String(versions.post._id), { body: 'Then said' })
  await laterDone()
  const page = await openPage(quoting.id)
  assert.match(page.words(1), /Moving words[\s\S]*First said/)
  await removeRevision(author, String(versions.post._id), 1)
  await page.listener.hear('look')
  await page.ask()
  assert.doesNotMatch(page.words(1), /First said/)
  page.listener.heard.length = 0
  const hidden = await makeBoard({ audience: 'staff' })
  await moveTopic(await makeAccount({ role: 'moderator' }), moving.id, hidden.slug)
  await page.listener.hear('look')
  await page.ask()
  assert.doesNotMatch(page.words(1), /Moving words/)
})

test('N9: a hidden picture, and a name that is another one, are asked for again', async () => {
  const author = await makeAccount({ name: 'Doubtful Name' })
  const topic = await makeTopic()
  const { images } = await makePictured(author, topic.id)
  await laterDone()
  const page = await openPage(topic.id)
  assert.match(page.words(2), new RegExp(`/images/${images[0]}/`))
  await imageHiding.hide(images[0] ?? '', { by: 'C-3', from: 'others' })
  await page.listener.hear('look')
  await page.ask()
  assert.doesNotMatch(page.words(2), new RegExp(`/images/${images[0]}/`))
  page.listener.heard.length = 0
  await changeShown(String(author._id), {}, { $set: { name: 'Another Name' } })
  await page.listener.hear('look')
  await page.ask()
  assert.match(page.words(2), /Another Name/)
})

test('reactions to a quoted post make nobody ask', async () => {
  const quoted = await makeTopic({ body: 'Liked words' })
  const quoting = await makeTopic({ body: `[quote ${quoted.id}/1@1]` })
  await laterDone()
  const page = await openPage(quoting.id)
  await react(await makeAccount(), String(quoted.post._id), 'agree')
  await laterDone()
  await wait(400)
  assert.equal(looks(page.listener), 0)
})

test('a tag set on a picture, and taken off again, arrives on an open page; one that waits for an answer does not', async () => {
  const topic = await makeTopic()
  const author = await makeAccount()
  const { post, images } = await makePictured(author, topic.id)
  const image = await reachImage(author, String(images[0]))
  const asked = await makeAccount({ name: 'Ben Gale' })
  await laterDone()
  const page = await openPage(topic.id)
  const told = async () => {
    await page.listener.hear('look')
    page.listener.heard.length = 0
    await page.ask()
    return page.words(post.number)
  }
  const { tag } = await addTag(author, image, { label: 'Dry Stone' })
  assert.match(await told(), /href="\/tag\/dry-stone">[\s\S]*Dry Stone<\/a>/)
  const person = await addTag(author, image, { member: asked.username })
  assert.doesNotMatch(await told(), /Ben Gale/)
  await answerTag(asked, String(images[0]), String(person.tag._id), 'accept')
  assert.match(await told(), /Ben Gale/)
  await removeTag(author, String(images[0]), String(tag._id))
  assert.doesNotMatch(await told(), /Dry Stone/)
})
