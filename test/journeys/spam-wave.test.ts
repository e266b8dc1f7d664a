import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeAccount } from '../support/accounts.ts'
import { accessFaults } from '../support/browser.ts'
import { judgement } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { enter, openHouse } from './house.ts'
import { postAt } from './steps.ts'

const house = openHouse()
const phone = { viewport: { width: 390, height: 800 } }

const fields: Record<string, string> = {
  groundRef: 'Which one?',
  facts: 'What was found',
  complainantSide: 'Whose right is protected, and what speaks for it',
  authorSide: 'What speaks for the author',
  leastRestrictive: 'Which milder measure you thought of',
  reason: 'Why you decide so',
}

test('N9: a spam wave found by staff is cleared as one case', async () => {
  const spammer = await makeAccount()
  const talks = ['Who sweeps the yard?', 'Lime or cement?', 'A cold spring', 'Old maps', 'Bees', 'The bridge']
  const paths: string[] = []
  let last = ''
  for (const title of talks) {
    const { id, path } = await makeTopic({ title })
    last = `/posts/${(await makePost({ topic: id, author: spammer, body: `Cheap brooms for ${title}` }))._id}`
    paths.push(path)
  }
  const moderator = await house.welcome(phone)
  const { page } = moderator
  await enter(moderator, await makeAccount({ role: 'moderator' }))
  await page.goto('/review')
  await page.getByText('I found something myself').click()
  await page.getByLabel('Where is it?').fill(last)
  await page.getByLabel('What did you find?').fill('The same advert everywhere.')
  await page.getByRole('button', { name: 'Open a case' }).click()
  await page.getByRole('heading', { name: /^Case C-/ }).waitFor()
  await page.locator('summary', { hasText: 'More that may belong to this case' }).click()
  const offered = page.getByRole('group', { name: /^By the same author/ })
  assert.equal(await offered.getByRole('checkbox').count(), 5)
  // Clear of the bar at the bottom of a phone.
  await offered.evaluate((group) => group.scrollIntoView({ block: 'center' }))
  assert.deepEqual(await accessFaults(page), [])
  for (const box of await offered.getByRole('checkbox').all()) await box.check()
  await page.getByRole('button', { name: 'Add to the case' }).click()
  await offered.waitFor({ state: 'detached' })
  assert.equal(await page.locator('.evidence').count(), 6)

  const meanwhile = page.getByRole('region', { name: 'Meanwhile' })
  await meanwhile.getByLabel('Hide it').check()
  await meanwhile.getByLabel('It looks wrong at first sight').check()
  await meanwhile.getByLabel('Why').fill('Adverts, all of them.')
  await meanwhile.getByRole('button', { name: 'Save' }).click()
  await meanwhile.getByText('It is hidden until').waitFor()
  const reader = await house.welcome()
  for (const path of paths) {
    await reader.page.goto(path)
    await postAt(reader, 2).getByText('Hidden while a complaint is looked into').waitFor()
  }

  const choose = (group: string, name: string | RegExp) =>
    page.getByRole('group', { name: group, exact: true }).getByLabel(name).check()
  await choose('Is it against a rule or a law?', 'Yes')
  await choose('What follows', 'It is removed')
  await choose('Whose right gives way?', "The author's")
  const words = judgement()
  for (const [name, label] of Object.entries(fields)) await page.getByLabel(label).fill(words[name] ?? '')
  await page.getByRole('button', { name: 'See what they will read' }).click()
  await page.getByRole('heading', { name: 'This is what they will read' }).waitFor()
  await page.getByLabel(/I have read it all/).check()
  await page.getByRole('button', { name: 'Decide', exact: true }).click()
  await page.getByRole('heading', { name: 'Decisions', exact: true }).waitFor()

  for (const path of paths) {
    await reader.page.goto(path)
    await postAt(reader, 2).getByText('Removed after a complaint').waitFor()
    assert.equal(await reader.page.getByText('Cheap brooms').count(), 0)
  }
  await reader.page.goto('/log')
  const log = String(await reader.page.getByRole('main').textContent())
  assert.equal(log.match(/About a post: the complaint was right/g)?.length, 1)
  const owner = await house.welcome(phone)
  await enter(owner, spammer)
  await owner.page.goto('/notifications')
  const told = owner.page.getByRole('link', { name: 'Something of yours was restricted' })
  assert.equal(await told.count(), 1)
  await told.click()
  for (const title of talks) await owner.page.getByText(title).first().waitFor()
  assert.deepEqual(await accessFaults(owner.page), [])
  for (const person of [moderator, reader, owner]) assert.deepEqual(person.faults, [])
})
