import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { editPost } from '../../src/forum/edit.ts'
import { react } from '../../src/forum/reacting.ts'
import { removePost } from '../../src/forum/removal.ts'
import { makeAccount } from '../support/accounts.ts'
import { accessFaults, type Person } from '../support/browser.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { enter, openHouse } from './house.ts'

const house = openHouse()

const post = (person: Person, number: number) => person.page.locator(`#post-${number}`)

/** The page hears what happens from here on. */
async function isLive({ page }: Person): Promise<void> {
  await page.locator('.posts[data-newest]').waitFor({ state: 'attached' })
}

async function threeReaders() {
  const made = await makeTopic({ title: 'The old wall' })
  const accounts = [await makeAccount({ name: 'Ada' }), await makeAccount({ name: 'Bo' })]
  const visitor = await house.welcome()
  const [ada, bo] = [await house.welcome(), await house.welcome({ viewport: { width: 390, height: 800 } })]
  await enter(ada, accounts[0] as never)
  await enter(bo, accounts[1] as never)
  for (const person of [visitor, ada, bo]) {
    await person.page.goto(made.path)
    await isLive(person)
  }
  return { ...made, visitor, ada, bo, accounts }
}

test('two members and a visitor read one topic: a reply, an edit, a reaction and a removal appear', async () => {
  const { visitor, ada, bo, id, accounts } = await threeReaders()
  const [adas] = accounts
  const everybody = [visitor, ada, bo]
  await bo.page.getByRole('textbox', { name: 'Your words' }).pressSequentially('I think')
  await ada.page.getByText('Bo is writing').waitFor()
  assert.equal(await visitor.page.getByText('is writing').count(), 0)

  const reply = await makePost({ topic: id, author: adas, body: 'Lime, **not** cement' })
  for (const person of everybody) await post(person, 2).getByText('Lime, not cement').waitFor()
  assert.equal(await post(visitor, 2).locator('form').count(), 0)
  assert.equal(
    await post(bo, 2)
      .getByRole('button', { name: /^Agree/ })
      .count(),
    1,
  )
  assert.equal(await post(ada, 2).getByRole('link', { name: 'Edit' }).count(), 1)

  await post(bo, 2)
    .getByRole('button', { name: /^Agree/ })
    .click()
  await visitor.page.getByText('1 agree').waitFor()
  await editPost(adas as never, String(reply._id), { body: 'Lime, and patience' })
  for (const person of everybody) await post(person, 2).getByText('Lime, and patience').waitFor()
  assert.equal(
    await post(bo, 2)
      .getByRole('button', { name: /^Agree/ })
      .getAttribute('aria-pressed'),
    'true',
    'what one did oneself stays',
  )
  assert.equal(await bo.page.getByRole('textbox', { name: 'Your words' }).inputValue(), 'I think')
  for (const person of everybody) assert.deepEqual(await accessFaults(person.page), [])

  await removePost(adas as never, String(reply._id))
  for (const person of everybody) await post(person, 2).getByText('Removed by its author').waitFor()
  for (const person of everybody) assert.deepEqual(person.faults, [])
})

test('who reads further up is told of new posts, and nothing moves until they are wanted', async () => {
  const { id, path } = await makeTopic({ body: 'Long. '.repeat(3000) })
  const { page, faults } = await house.welcome({ viewport: { width: 390, height: 700 } })
  await page.goto(path)
  await isLive({ page } as Person)
  const height = () => page.evaluate(() => document.documentElement.scrollHeight)
  const before = await height()
  for (const body of ['One', 'Two', 'Three']) await makePost({ topic: id, body })
  const button = page.getByRole('button', { name: '3 new posts' })
  await button.waitFor()
  assert.equal(await height(), before)
  assert.deepEqual(await accessFaults(page), [])
  await button.click()
  await page.getByText('Three', { exact: true }).waitFor()
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'post-2')
  assert.equal(await button.count(), 0)
  assert.deepEqual(faults, [])
})

test('a page that is not the last one says how many there are further on', async () => {
  const { id, author, path } = await makeTopic()
  for (let count = 0; count < 25; count += 1) await makePost({ topic: id, author, body: 'More' })
  const { page } = await house.welcome()
  await page.goto(path)
  await isLive({ page } as Person)
  await makePost({ topic: id, body: 'The newest of all' })
  const link = page.getByRole('link', { name: '1 new post' })
  await link.click()
  await page.getByText('The newest of all').waitFor()
})

test('who loses the network for a minute catches up with everything, and nothing comes twice', async () => {
  const { visitor, id, accounts } = await threeReaders()
  const first = await makePost({ topic: id, author: accounts[0] as never, body: 'Before the cut' })
  await post(visitor, 2).waitFor()
  await visitor.context.setOffline(true)
  // Playwright leaves open sockets alone; a network that is gone does not.
  await visitor.page.evaluate(() => dispatchEvent(new Event('offline')))
  await visitor.page.waitForTimeout(30_000)
  await makePost({ topic: id, body: 'During the cut' })
  await editPost(accounts[0] as never, String(first._id), { body: 'Before, and changed' })
  await react(accounts[1] as never, String(first._id), 'thanks')
  await visitor.page.waitForTimeout(30_000)
  assert.equal(await visitor.page.getByText('During the cut').count(), 0, 'it was cut off')
  await visitor.context.setOffline(false)
  await post(visitor, 3).getByText('During the cut').waitFor()
  await post(visitor, 2).getByText('Before, and changed').waitFor()
  await post(visitor, 2).getByText('1 thanks').waitFor()
  assert.equal(await visitor.page.getByText('During the cut').count(), 1)
})

test('a clock that is years wrong misses nothing, and shows nothing twice', async () => {
  const { id, path, author } = await makeTopic()
  const person = await house.welcome()
  await person.page.clock.install({ time: new Date('2031-01-01') })
  await person.page.goto(path)
  await isLive(person)
  const reply = await makePost({ topic: id, author, body: 'On time' })
  await post(person, 2).getByText('On time').waitFor()
  await person.page.evaluate(() => dispatchEvent(new Event('offline')))
  await editPost(author, String(reply._id), { body: 'On time, and changed' })
  await makePost({ topic: id, author, body: 'Later' })
  await person.page.clock.fastForward(60_000)
  await post(person, 2).getByText('On time, and changed').waitFor()
  await post(person, 3).getByText('Later').waitFor()
  assert.equal(await person.page.locator('.post').count(), 3)
})

test('the home page counts up quietly: the row stays, and what it does not list is said above', async () => {
  const member = await house.welcome()
  await enter(member, await makeAccount())
  const shown = await makeTopic({ title: 'A topic on the page' })
  const { page } = member
  await page.goto('/latest')
  const row = page.locator(`.row[data-topic="${shown.id}"]`)
  await row.getByText('1 new').waitFor()
  await page.waitForTimeout(1000)
  await makePost({ topic: shown.id, body: 'A reply' })
  await row.getByText('2 new').waitFor()
  await makeTopic({ title: 'Born while you looked' })
  await page.getByRole('link', { name: 'One more topic has something new' }).click()
  await page.getByRole('link', { name: 'Born while you looked' }).waitFor()
  assert.deepEqual(member.faults, [])
})

test('the pages work as before without JavaScript, and nothing waits for them to connect', async () => {
  const { path } = await makeTopic({ title: 'Plain' })
  const { page, faults } = await house.welcome({ javaScriptEnabled: false })
  await page.goto(path)
  assert.equal(await page.getByRole('heading', { name: 'Plain' }).count(), 1)
  assert.deepEqual(faults, [])
})
