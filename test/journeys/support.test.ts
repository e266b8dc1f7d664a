import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { laterDone } from '../../src/live/later.ts'
import { mailsTo, makeAccount } from '../support/accounts.ts'
import { accessFaults, type Person } from '../support/browser.ts'
import { cookiesOf, enter, openHouse } from './house.ts'

const house = openHouse()

const messages = ({ page }: Person) =>
  page
    .locator('.talk .talk-message')
    .evaluateAll((all) => all.map((one) => one.querySelector('.as-typed')?.textContent))

async function staff(): Promise<Person> {
  const account = await makeAccount({ role: 'moderator', name: 'Wilhelmina Desk' })
  const person = await house.welcome()
  await enter(person, account)
  return person
}

test('N12, N15: a visitor asks live, staff answers, both see it appear; the visitor leaves, and comes back by the mailed link', async () => {
  const [ann, desk] = [await house.welcome({ viewport: { width: 390, height: 800 } }), await staff()]
  await desk.page.goto('/support')
  await ann.page.goto('/')
  await ann.page.getByRole('link', { name: 'Talk to us' }).click()
  assert.deepEqual(await cookiesOf(ann), [])
  await ann.page.getByText('Somebody from the team is here now').waitFor()
  const sizes = await ann.page.locator('.talk-choice .button').evaluateAll((all) =>
    all.map((button) => {
      const { width, height } = button.getBoundingClientRect()
      const { color, backgroundColor, borderColor } = getComputedStyle(button)
      return [Math.round(width), Math.round(height), color, backgroundColor, borderColor].join()
    }),
  )
  assert.equal(sizes.length, 2)
  assert.equal(new Set(sizes).size, 1, sizes.join(' / '))
  await ann.page.getByRole('button', { name: 'Yes, store it' }).click()
  await ann.page.getByLabel('Your message').fill('Is the archive open?')
  await ann.page.getByLabel('E-mail address').fill('ann@example.org')
  await ann.page.getByRole('button', { name: 'Send', exact: true }).click()
  await ann.page.getByLabel('Write again').waitFor()
  assert.deepEqual(
    (await cookiesOf(ann)).map((cookie) => cookie.split('=')[0]),
    ['chat', 'choice'],
  )

  // The list of the staff moves by itself.
  await desk.page.getByRole('link', { name: 'Is the archive open?' }).click()
  await desk.page.getByLabel('Your answer').waitFor()
  await desk.page.waitForTimeout(1500)
  await desk.page.getByLabel('Your answer').pressSequentially('On Monday.', { delay: 30 })
  await ann.page.getByText('Support of Parley is writing').waitFor()
  await desk.page.getByRole('button', { name: 'Send the answer' }).click()
  await ann.page.locator('.talk-message', { hasText: 'On Monday.' }).waitFor()
  await ann.page.getByText('We have answered. If there is more, write again.').waitFor()
  await ann.page.getByLabel('Write again').fill('And on Tuesday?')
  await ann.page.getByLabel('Write again').press('Enter')
  await desk.page.locator('.talk-message', { hasText: 'And on Tuesday?' }).waitFor()
  assert.equal(await ann.page.getByLabel('Write again').inputValue(), '')
  assert.deepEqual(await messages(ann), ['Is the archive open?', 'On Monday.', 'And on Tuesday?'])
  assert.deepEqual(await messages(desk), await messages(ann))
  assert.ok(!(await ann.page.content()).includes('Wilhelmina'))
  assert.deepEqual(await accessFaults(ann.page), [])
  assert.deepEqual(await accessFaults(desk.page), [])

  const address = ann.page.url()
  await ann.page.goto('/privacy')
  await ann.context.clearCookies()
  assert.equal((await ann.page.goto(address))?.status(), 404)
  const ref = new URL(address).pathname.split('/').at(-1) ?? ''
  await ann.page.goto('/talk/links')
  await ann.page.getByLabel('Reference').fill(ref)
  await ann.page.getByLabel('E-mail address').fill('ann@example.org')
  await ann.page.getByRole('button', { name: 'Mail me the link' }).click()
  await ann.page.getByText('a mail with the link is on its way').waitFor()
  const mail = (await mailsTo('ann@example.org')).findLast(({ subject }) => subject.startsWith('The link'))
  const link = new URL(mail?.links[0] ?? '')
  await ann.page.goto(link.pathname + link.search)
  assert.deepEqual(await messages(ann), ['Is the archive open?', 'On Monday.', 'And on Tuesday?'])
  await ann.page.getByLabel('Write again').fill('I am back.')
  await ann.page.getByRole('button', { name: 'Send', exact: true }).click()
  await desk.page.locator('.talk-message', { hasText: 'I am back.' }).waitFor()
  assert.deepEqual(
    ann.faults.filter((fault) => !/\/live\//.test(fault)),
    [],
  )
  assert.deepEqual(desk.faults, [])
  await Promise.all([ann, desk].map(({ context }) => context.close()))
})

test('N12, N15: without JavaScript and with every cookie refused the form does the same, and only the refusal is stored', async () => {
  const [bo, desk] = [await house.welcome({ javaScriptEnabled: false }), await staff()]
  await bo.page.goto('/talk')
  await bo.page.getByRole('button', { name: 'No, I use the form' }).click()
  assert.deepEqual(await cookiesOf(bo), ['choice=no'])
  await bo.page.getByLabel('E-mail address').fill('bo@example.org')
  await bo.page.getByLabel('What it is about').fill('A question of Bo')
  await bo.page.getByLabel('Your message').fill('Who writes here?')
  await bo.page.getByRole('button', { name: 'Send', exact: true }).click()
  await bo.page.getByRole('heading', { name: 'A question of Bo' }).waitFor()
  await desk.page.goto('/support')
  await desk.page.getByRole('link', { name: 'A question of Bo' }).click()
  await desk.page.getByLabel('Your answer').fill('Many people.')
  await desk.page.getByRole('button', { name: 'Send the answer' }).click()
  await desk.page.locator('.talk-message', { hasText: 'Many people.' }).waitFor()
  await bo.page.reload()
  assert.deepEqual(await messages(bo), ['Who writes here?', 'Many people.'])
  await bo.page.getByRole('button', { name: 'Close the conversation' }).click()
  await bo.page.getByText('This conversation is closed.').waitFor()
  await bo.page.getByLabel('Write again').fill('One thing more.')
  await bo.page.getByRole('button', { name: 'Send', exact: true }).click()
  await bo.page.getByText('We have your message and will answer it.').waitFor()
  assert.deepEqual(await cookiesOf(bo), ['choice=no'])
  assert.deepEqual(bo.faults, [])
  await Promise.all([bo, desk].map(({ context }) => context.close()))
})

test('a page that was offline catches up by itself', async () => {
  const desk = await staff()
  const rosa = await house.welcome()
  await enter(rosa, await makeAccount())
  await rosa.page.goto('/talk')
  await rosa.page.getByLabel('Your message').fill('Where are my posts?')
  await rosa.page.getByRole('button', { name: 'Send', exact: true }).click()
  await rosa.page.getByLabel('Write again').waitFor()
  const ref = new URL(rosa.page.url()).pathname.split('/').at(-1)
  await rosa.page.waitForTimeout(500)
  await rosa.context.setOffline(true)
  await desk.page.goto(`/support/${ref}`)
  await desk.page.getByLabel('Your answer').fill('On your profile.')
  await desk.page.getByRole('button', { name: 'Send the answer' }).click()
  await desk.page.locator('.talk-message', { hasText: 'On your profile.' }).waitFor()
  await rosa.context.setOffline(false)
  await rosa.page.locator('.talk-message', { hasText: 'On your profile.' }).waitFor()
  assert.deepEqual(await messages(rosa), ['Where are my posts?', 'On your profile.'])
  await Promise.all([rosa, desk].map(({ context }) => context.close()))
})

test('where nothing is live the form is sent as it is, and what is stored is stored once', async () => {
  const cora = await house.welcome()
  await cora.page.routeWebSocket(/\/live/, (socket) => socket.close())
  await cora.page.route(/\/live\//, (route) => route.abort())
  await cora.page.goto('/talk')
  await cora.page.getByLabel('E-mail address').fill('cora@example.org')
  await cora.page.getByLabel('Your message').fill('Hello?')
  await cora.page.getByRole('button', { name: 'Send', exact: true }).click()
  await cora.page.getByLabel('Write again').fill('Still there?')
  await cora.page.waitForTimeout(500)
  await cora.page.getByRole('button', { name: 'Send', exact: true }).click()
  await cora.page.locator('.talk-message', { hasText: 'Still there?' }).waitFor()
  assert.deepEqual(await messages(cora), ['Hello?', 'Still there?'])
  await cora.context.close()
})

test('what a member typed to the team is there again when they left the page', async () => {
  const account = await makeAccount()
  const ada = await house.welcome()
  await enter(ada, account)
  const box = ada.page.getByLabel('Your message')
  await ada.page.goto('/talk')
  await box.pressSequentially('How do I change')
  await ada.page.goto('/rules')
  await ada.page.goto('/talk')
  assert.equal(await box.inputValue(), 'How do I change')
  await box.fill('How do I change my name?')
  await ada.page.getByRole('button', { name: 'Send', exact: true }).click()
  await ada.page.getByLabel('Write again').waitFor()
  await laterDone()
  await ada.page.goto('/talk')
  assert.equal(await box.inputValue(), '')
  assert.deepEqual(ada.faults, [])
})
