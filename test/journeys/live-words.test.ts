import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { editMessage } from '../../src/chat/editing.ts'
import { removeMessage } from '../../src/chat/removal.ts'
import { editPost } from '../../src/forum/edit.ts'
import { removePost } from '../../src/forum/removal.ts'
import { moveTopic, pinTopic } from '../../src/forum/stewardship.ts'
import { titleHiding } from '../../src/forum/title-hiding.ts'
import { laterDone } from '../../src/live/later.ts'
import { reachImage } from '../../src/media/reach.ts'
import { addTag } from '../../src/media/tagging.ts'
import { makeAccount } from '../support/accounts.ts'
import type { Person } from '../support/browser.ts'
import { makeMessage, makeRoom } from '../support/chat.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { makePicturedTopic } from '../support/pictured-topic.ts'
import { enter, openHouse } from './house.ts'

const house = openHouse()

const post = (page: Page, number: number) => page.locator(`#post-${number}`)
const isLive = (page: Page) => page.locator('.posts[data-newest]').waitFor({ state: 'attached' })

async function open(path: string, person?: Person): Promise<Page> {
  const { page } = person ?? (await house.welcome())
  await page.goto(path)
  await isLive(page)
  return page
}

/** As with the mouse, over the whole post. */
const mark = (page: Page, number: number) =>
  page.evaluate((id) => {
    const body = document.querySelector(`#${id} .post-body`)
    if (body) getSelection()?.selectAllChildren(body)
  }, `post-${number}`)

test('words that are being marked wait for their new version; taken back, they go at once and do not come again', async () => {
  const { id, author, path } = await makeTopic()
  const reply = await makePost({ topic: id, author, body: 'First said' })
  await laterDone()
  const page = await open(path)
  await mark(page, 2)
  await editPost(author, String(reply._id), { body: 'Then said' })
  await page.waitForTimeout(500)
  assert.match(await post(page, 2).innerText(), /First said/)
  await removePost(author, String(reply._id))
  await post(page, 2).getByText('Removed by its author').waitFor()
  await page.waitForTimeout(2500)
  assert.doesNotMatch(await post(page, 2).innerText(), /said/)
})

test('the same holds for messages in a chat room', async () => {
  const author = await makeAccount()
  const room = await makeRoom()
  const { message } = await makeMessage({ room, author, body: 'First said' })
  await laterDone()
  const { page } = await house.welcome()
  await page.goto(`/chat/${room.slug}`)
  const shown = page.locator(`[data-seq="${message.seq}"]`)
  await page.waitForTimeout(1500)
  await page.evaluate(() => {
    const body = document.querySelector('[data-seq] .message-body')
    if (body) getSelection()?.selectAllChildren(body)
  })
  await editMessage(author, String(message._id), { body: 'Then said' })
  await page.waitForTimeout(500)
  assert.match(await shown.innerText(), /First said/)
  await removeMessage(author, String(message._id))
  await page.locator(`.message-gone[data-seq="${message.seq}"]`).waitFor()
  await page.waitForTimeout(2500)
  assert.doesNotMatch(await shown.innerText(), /said/)
})

test('N8: a quote of a post that is taken back loses its words on the pages that are open', async () => {
  const { id, author, path } = await makeTopic()
  const quoted = await makePost({ topic: id, author, body: 'Words to be taken back' })
  await makePost({ topic: id, body: `[quote ${id}/2@1]` })
  await laterDone()
  const page = await open(path)
  await post(page, 3).getByText('Words to be taken back').waitFor()
  await removePost(author, String(quoted._id))
  await post(page, 3).getByText('The quoted post was removed.').waitFor()
  assert.equal(await page.getByText('Words to be taken back').count(), 0)
})

test('N8: the last post of a topic takes its words along, also from a page that is open', async () => {
  const { author, path, post: only } = await makeTopic({ body: 'Words to be taken back' })
  await laterDone()
  const page = await open(path)
  await removePost(author, String(only._id))
  await page.getByText('This topic cannot be read here any more.').waitFor()
  assert.equal(await page.getByText('Words to be taken back').count(), 0)
})

test('a topic that moves behind a door leaves the page of a visitor, also after a sleep; what a member writes stays', async () => {
  const { id, path } = await makeTopic({ body: 'Among all' })
  const staff = await makeBoard({ audience: 'staff' })
  await laterDone()
  const member = await house.welcome()
  await enter(member, await makeAccount())
  const [visitor, page] = [await open(path), await open(path, member)]
  await page.getByRole('textbox', { name: 'Your words' }).fill('A long answer')
  await visitor.context().setOffline(true)
  await visitor.evaluate(() => dispatchEvent(new Event('offline')))
  await moveTopic(await makeAccount({ role: 'moderator' }), id, staff.slug)
  await page.getByText('What you were writing is still below.').waitFor()
  assert.equal(await page.getByText('Among all').count(), 0)
  assert.equal(await page.getByRole('textbox', { name: 'Your words' }).inputValue(), 'A long answer')
  await visitor.context().setOffline(false)
  await visitor.getByText('This topic cannot be read here any more.').waitFor()
  assert.equal(await visitor.getByText('Among all').count(), 0)
})

test('the number of new posts goes down when one of them is taken back before it was seen', async () => {
  const { id, author, path } = await makeTopic({ body: 'Long. '.repeat(3000) })
  await laterDone()
  const page = await open(path)
  const first = await makePost({ topic: id, author, body: 'One' })
  await makePost({ topic: id, author, body: 'Two' })
  const pill = (words: string) => page.getByRole('button', { name: words, exact: true })
  await pill('2 new posts').waitFor()
  await removePost(author, String(first._id))
  await pill('1 new post').waitFor()
  await pill('1 new post').click()
  await page.getByText('Two', { exact: true }).waitFor()
  assert.match(await post(page, 2).innerText(), /Removed by its author/)
})

test('who slept through a hundred posts gets them all, in their order and once', async () => {
  const { id, author, path } = await makeTopic()
  await laterDone()
  const page = await open(path)
  await page.context().setOffline(true)
  await page.evaluate(() => dispatchEvent(new Event('offline')))
  for (let count = 0; count < 100; count += 1) await makePost({ topic: id, author, body: 'More' })
  await page.context().setOffline(false)
  const shown = () => {
    scrollTo(0, 1e9)
    return [...document.querySelectorAll('.posts > .post')].map(({ id }) => Number(id.slice(5)))
  }
  let numbers: number[] = []
  for (let tries = 0; tries < 100 && numbers.length < 101; tries += 1) {
    await page.waitForTimeout(200)
    numbers = await page.evaluate(shown)
  }
  assert.deepEqual(
    numbers,
    Array.from({ length: 101 }, (_, at) => at + 1),
  )
})

test('N9: an open list shows a hidden title no longer, keeps what is the reader’s own, and lets go of what moved', async () => {
  const member = await house.welcome()
  await enter(member, await makeAccount())
  const [doubtful, moving] = [
    await makeTopic({ title: 'Doubtful name' }),
    await makeTopic({ title: 'Moving on' }),
  ]
  const staff = await makeBoard({ audience: 'staff' })
  const moderator = await makeAccount({ role: 'moderator' })
  await laterDone()
  const { page, faults } = member
  await page.goto('/latest')
  const row = page.locator(`.row[data-topic="${doubtful.id}"]`)
  await row.getByText('1 new').waitFor()
  await page.waitForTimeout(1000)
  await pinTopic(moderator, doubtful.id, true)
  await row.getByLabel('Pinned').waitFor()
  await titleHiding.hide(String(doubtful.id), { by: 'D-1', from: 'others' })
  await row.getByText('Title hidden').waitFor()
  assert.equal(await page.getByText('Doubtful name').count(), 0)
  assert.equal(await row.getByText('1 new').count(), 1)
  assert.equal(await row.getByLabel('Pinned').count(), 1)
  await moveTopic(moderator, moving.id, staff.slug)
  await page.getByText('Moving on').waitFor({ state: 'detached' })
  assert.equal(await page.getByText(/more topic/).count(), 0)
  assert.deepEqual(faults, [])
})

test('a member whose network lets no WebSocket through reads live all the same', async () => {
  const { id, path } = await makeTopic()
  await laterDone()
  const member = await house.welcome()
  await member.context.addInitScript(() => {
    class Blocked {
      onerror?: (event: Event) => void
      constructor() {
        setTimeout(() => this.onerror?.(new Event('error')), 10)
      }
      close() {}
    }
    Object.defineProperty(globalThis, 'WebSocket', { value: Blocked })
  })
  await enter(member, await makeAccount())
  const page = await open(path, member)
  await makePost({ topic: id, body: 'Through the back door' })
  await post(page, 2).getByText('Through the back door').waitFor()
})

test('a tag in a picture arrives under it, and the picture itself does not blink', async () => {
  const { path, image } = await makePicturedTopic()
  const page = await open(path)
  const picture = post(page, 2).locator('.post-images img')
  const shown = await picture.elementHandle()
  const tagger = await makeAccount()
  await addTag(tagger, await reachImage(tagger, image), { label: 'Ivy' })
  await post(page, 2).locator('.picture-tags').getByText('Ivy').waitFor()
  assert.equal(await shown?.evaluate((one) => one.isConnected), true)
  assert.equal(await picture.count(), 1)
})

test('a network that swallows WebSockets without a word is not waited for again and again', async () => {
  const { id, path } = await makeTopic()
  await laterDone()
  const visitor = await house.welcome()
  await visitor.context.addInitScript(() => {
    class Swallowed {
      close() {}
    }
    Object.defineProperty(globalThis, 'WebSocket', { value: Swallowed })
  })
  const page = await open(path, visitor)
  await makePost({ topic: id, body: 'Round about' })
  await post(page, 2).getByText('Round about').waitFor()
  assert.deepEqual(await visitor.context.cookies(), [])
})

test('where the live connection is refused the page reads and writes as ever, and complains about nothing', async () => {
  const { path } = await makeTopic()
  const member = await house.welcome()
  await enter(member, await makeAccount())
  await member.page.route('**/live/**', (route) => route.abort())
  await member.page.routeWebSocket('**/live/**', (socket) => socket.close())
  await member.page.goto(path)
  await member.page.getByRole('textbox', { name: 'Your words' }).fill('Written all the same')
  await member.page.waitForTimeout(1500)
  assert.equal(await member.page.locator('.live-line').count(), 0)
  await member.page.getByRole('button', { name: 'Reply', exact: true }).click()
  await member.page.locator('.post').getByText('Written all the same').waitFor()
})
