import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Drafts } from '../../src/drafts/draft.ts'
import { laterDone } from '../../src/live/later.ts'
import { makeAccount } from '../support/accounts.ts'
import { enter, openHouse } from './house.ts'

const house = openHouse()

test('one asks from a profile, the other accepts, both talk live, and a block ends it', async () => {
  const [ada, bo] = [await makeAccount({ name: 'Ada Wells' }), await makeAccount({ name: 'Bo Lind' })]
  const [one, two] = [await house.welcome(), await house.welcome()]
  await enter(one, ada)
  await enter(two, bo)
  await one.page.goto(`/u/${bo.username}`)
  await one.page.getByRole('link', { name: 'Write to Bo Lind' }).click()
  await one.page.getByLabel('Your message').fill('Do you still have lime putty?')
  await one.page.getByRole('button', { name: 'Send' }).click()
  await one.page.getByText('Nothing more can be sent here until Bo Lind wants to talk with you.').waitFor()

  await laterDone()
  await two.page.goto('/notifications')
  await two.page
    .getByRole('link', { name: /Ada Wells.*would like to talk/ })
    .first()
    .click()
  await two.page.getByText('Do you still have lime putty?').waitFor()
  await two.page.getByRole('button', { name: 'Accept' }).click()
  await two.page.getByText('Only you and Ada Wells.').waitFor()

  // The one who waited finds the box without loading the page again.
  await one.page.getByLabel('Your message').fill('You are here!')
  await one.page.getByLabel('Your message').press('Enter')
  await two.page.locator('.message-body').getByText('You are here!').waitFor()
  await two.page.getByLabel('Your message').pressSequentially('A bucket of it.')
  await one.page.getByText('Bo Lind is writing').waitFor()
  await two.page.getByRole('button', { name: 'Send' }).click()
  await one.page.locator('.message-body').getByText('A bucket of it.').waitFor()

  await two.page.getByText('You would rather not hear from Ada Wells?').click()
  await two.page.getByRole('button', { name: 'Block' }).click()
  await two.page.getByRole('button', { name: 'Unblock Ada Wells' }).waitFor()
  await one.page.getByLabel('Your message').fill('And more?')
  await one.page.getByRole('button', { name: 'Send' }).click()
  await one.page.getByText('Nothing more can be sent here until Bo Lind wants to talk with you.').waitFor()
  await two.page.getByRole('button', { name: 'Unblock Ada Wells' }).click()
  await two.page.getByLabel('Your message').waitFor()
  await one.page.goto('/chat')
  await one.page.getByRole('link', { name: 'Bo Lind' }).click()
  await one.page.getByLabel('Your message').waitFor()
  assert.equal(await one.page.locator('.message').count(), 3)
})

test('the words of a first message are there again when its page was left', async () => {
  const [ada, bo] = [await makeAccount(), await makeAccount({ name: 'Bo Lind' })]
  const one = await house.welcome()
  await enter(one, ada)
  const box = one.page.getByLabel('Your message')
  await one.page.goto(`/u/${bo.username}/message`)
  await box.pressSequentially('Do you still have')
  await one.page.goto('/rules')
  await one.page.goto(`/u/${bo.username}/message`)
  assert.equal(await box.inputValue(), 'Do you still have')
  await box.press('End')
  await box.pressSequentially(' lime putty?')
  await one.page.getByRole('button', { name: 'Send' }).click()
  await one.page.locator('.message-body').getByText('Do you still have lime putty?').waitFor()
  await laterDone()
  assert.equal(await Drafts.countDocuments({ account: ada._id }), 0)
  assert.deepEqual(one.faults, [])
})
