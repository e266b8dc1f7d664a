import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BrowserContextOptions } from 'playwright-core'
import type { Account } from '../../src/auth/account.ts'
import { Images } from '../../src/media/image.ts'
import { imageStore } from '../../src/media/store.ts'
import { Tags } from '../../src/media/tag.ts'
import { Reactions } from '../../src/reactions/reaction.ts'
import { makeAccount } from '../support/accounts.ts'
import type { Person } from '../support/browser.ts'
import { before } from '../support/hooks.ts'
import { makeJpeg } from '../support/pictures.ts'
import { enter, openHouse, settle } from './house.ts'
import { addressOf, postAt } from './steps.ts'

const house = openHouse()
const people = {} as Record<'rosa' | 'tomek' | 'ada', Account>

before(async () => {
  const old = { createdAt: new Date('2025-03-01'), postCount: 5 }
  people.rosa = await makeAccount({ username: 'rosa', name: 'Rosa Lindgren', ...old })
  people.tomek = await makeAccount({ username: 'tomek', name: 'Tomek Nowak', ...old })
  people.ada = await makeAccount({ username: 'ada', name: 'Ada Berg', ...old })
})

async function come(who: Account | undefined, options: BrowserContextOptions): Promise<Person> {
  const person = await house.welcome(options)
  if (who) await enter(person, who)
  return person
}

/** @returns the paths of the topic and of its two pictures */
async function postPictures({ page }: Person, title: string): Promise<{ topic: string; images: string[] }> {
  await page.goto('/c/general/new')
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Your words').fill('The wall, before and after.')
  const file = async (name: string) => ({ name, mimeType: 'image/jpeg', buffer: await makeJpeg(900, 700) })
  await page.locator('#f-images').setInputFiles([await file('before.jpg'), await file('after.jpg')])
  const lines = page.getByLabel('What do the new pictures show?')
  if (await lines.isVisible()) await lines.fill('The wall before\nThe wall after')
  else {
    // The second may be up first: which field is whose is known when both are there.
    await page.getByLabel('What does it show?').nth(1).waitFor()
    for (const [at, words] of ['The wall before', 'The wall after'].entries())
      await page.getByLabel('What does it show?').nth(at).fill(words)
  }
  await page.getByRole('button', { name: 'Start the topic' }).click()
  await page.getByRole('heading', { name: title, level: 1 }).waitFor()
  const images = await page
    .locator('.post-images a')
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname))
  assert.equal(images.length, 2)
  return { topic: new URL(page.url()).pathname, images }
}

async function tag(
  { page }: Person,
  image: string,
  field: string,
  words: string,
  box: string[] = [],
): Promise<void> {
  await page.goto(image)
  await page.getByText('Add a tag', { exact: true }).click()
  if (box.length > 0) {
    await page.getByText('Place in numbers').click()
    for (const [at, name] of ['From the left', 'From the top', 'Width', 'Height'].entries())
      await page.getByLabel(name).fill(box[at] ?? '')
  }
  await page.getByLabel(field).fill(words)
  await page.getByRole('button', { name: 'Add the tag' }).click()
}

async function react({ page }: Person, name: string, kind: string): Promise<void> {
  await page.locator('#post-1').getByRole('button', { name }).first().click()
  await page.locator(`#post-1 button[value="${kind}"][aria-pressed="true"]`).waitFor()
}

for (const javaScriptEnabled of [true, false])
  test(`N8: pictures, tags and reactions, from posting to the end${javaScriptEnabled ? '' : ', without JavaScript'}`, async () => {
    const options = { javaScriptEnabled }
    const rosa = await come(people.rosa, options)
    const { topic, images } = await postPictures(rosa, javaScriptEnabled ? 'A wall in May' : 'A wall in June')
    const [before = '', after = ''] = images

    const tomek = await come(people.tomek, options)
    await tag(tomek, before, 'What is it?', 'Red brick', ['10', '50', '40', '30'])
    await tomek.page.getByRole('link', { name: 'Red brick', exact: true }).waitFor()
    await tag(tomek, before, 'Or who is it?', 'ada')
    await tomek.page.getByText('waiting for Ada Berg’s answer').waitFor()

    const guest = await come(undefined, options)
    await guest.page.goto(before)
    assert.equal(await guest.page.getByText('Ada Berg').count(), 0)
    const ada = await come(people.ada, options)
    await ada.page.goto('/my/tags')
    await ada.page.getByRole('button', { name: /^Accept/ }).click()
    await ada.page.getByText('Nothing waits for you.').waitFor()
    await guest.page.reload()
    assert.equal(await guest.page.getByRole('link', { name: 'Member Ada Berg' }).count(), 1)
    await ada.page.goto(before)
    await ada.page.getByRole('button', { name: 'Remove the tag Ada Berg' }).click()
    await ada.page.getByRole('link', { name: 'Member Ada Berg' }).waitFor({ state: 'detached' })

    await tomek.page.goto(topic)
    await react(tomek, 'Agree', 'agree')
    await react(tomek, 'Thanks', 'thanks')
    await guest.page.goto(topic)
    assert.match(await guest.page.locator('#post-1').innerText(), /1 thanks/)

    await rosa.page.goto(topic)
    const post = await addressOf(rosa, 1)
    await postAt(rosa, 1).getByRole('link', { name: 'Delete' }).click()
    await rosa.page.getByRole('button', { name: 'Delete my post' }).click()
    await rosa.page.waitForURL((url) => !url.pathname.startsWith('/posts/'))
    for (const path of [topic, post, `${post}/reactions`, before, after, `${before}/320`, `${after}/960`])
      assert.equal((await guest.context.request.get(path)).status(), 410, path)
    await guest.page.goto('/tag/red-brick')
    assert.equal(await guest.page.locator('main img').count(), 0)
    await settle()
    for await (const { image } of imageStore.list()) assert.fail(`${image} still has files`)
    assert.deepEqual(
      [
        await Images.countDocuments({ removedAt: null }),
        await Tags.countDocuments(),
        await Reactions.countDocuments(),
      ],
      [0, 0, 0],
    )
    for (const { context, faults } of [rosa, tomek, ada, guest]) {
      assert.deepEqual(
        faults.filter((fault) => !/410|404/.test(fault)),
        [],
      )
      await context.close()
    }
  })
