import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/auth/account.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { makeAccount } from '../support/accounts.ts'
import { accessFaults, type Person } from '../support/browser.ts'
import { complaint, judgement } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { enter, openHouse } from './house.ts'
import { postAt } from './steps.ts'

const house = openHouse()
const phone = { viewport: { width: 390, height: 800 } }

const insult = 'You are all fools.'

/** A topic with an insult as its second post. */
async function quarrel(title: string) {
  const author = await makeAccount()
  const { id, path } = await makeTopic({ title })
  const post = await makePost({ topic: id, author, body: insult })
  return { author, path, about: `/posts/${post._id}` }
}

async function arrive(account: Pick<Account, 'username'>, path: string, options = {}): Promise<Person> {
  const person = await house.welcome(options)
  await enter(person, account)
  await person.page.goto(path)
  return person
}

/** From the link under the post to the private page of the report, whose address is returned. */
async function reportPost({ page }: Person, path: string): Promise<string> {
  await page.goto(path)
  await page.getByRole('link', { name: 'Report post 2' }).click()
  await page.getByRole('heading', { name: 'What is wrong?', level: 1 }).waitFor()
  assert.ok(await page.getByText('does not learn from us who reported it').isVisible())
  await page.getByRole('link', { name: /^It breaks the rules here/ }).click()
  await page.getByLabel('1. Be kind').check()
  await page.getByLabel(/^What is wrong with it\?/).fill('It insults everybody here.')
  await page.getByLabel('What I tell you is true as far as I know.').check()
  await page.getByRole('button', { name: 'Send the report' }).click()
  await page.getByRole('heading', { name: /^Your report R-/ }).waitFor()
  return page.url()
}

const fields: Record<string, string> = {
  groundRef: 'Which one?',
  facts: 'What was found',
  complainantSide: 'What speaks for whoever complained',
  authorSide: 'What speaks for the author',
  leastRestrictive: 'Which milder measure you thought of',
  reason: 'Why you decide so',
}

interface Choices {
  right: string
  follows: string
  yields: string
}

/** Fills the form of a decision and confirms it. */
async function decide({ page }: Person, { right, follows, yields }: Choices): Promise<void> {
  const choose = (group: string, name: string) =>
    page.getByRole('group', { name: group, exact: true }).getByLabel(name, { exact: true }).check()
  await choose('Was the complaint right?', right)
  await choose('What follows', follows)
  await choose('Whose right gives way?', yields)
  const words = judgement()
  for (const [name, label] of Object.entries(fields)) await page.getByLabel(label).fill(words[name] ?? '')
  await page.getByRole('button', { name: 'See what they will read' }).click()
  await page.getByRole('heading', { name: 'This is what they will read' }).waitFor()
  assert.deepEqual(await accessFaults(page), [])
  await page.getByLabel(/I have read it all/).check()
  await page.getByRole('button', { name: 'Decide', exact: true }).click()
  await page.getByRole('heading', { name: 'Decisions', exact: true }).waitFor()
}

const asComplained: Choices = { right: 'Yes', follows: 'It is hidden', yields: "The author's" }
const asObjected: Choices = {
  right: 'No: it may stay',
  follows: 'Nothing is restricted',
  yields: "The complainant's",
}

const stepNow = ({ page }: Person) => page.locator('.way [aria-current="step"]').textContent()

test('N9, N13: without JavaScript, cookies or an account, a visitor reports a post and follows it to the end', async () => {
  const { path } = await quarrel('Who sweeps the yard?')
  const visitor = await house.welcome({ javaScriptEnabled: false, ...phone })
  const { page } = visitor
  const address = await reportPost(visitor, path)
  assert.match(address, /\/reports\/R-\d+\?key=[\w-]{43}$/)
  assert.ok(await page.getByText('Keep the address of this page').isVisible())
  assert.ok(await page.getByText('It insults everybody here.').isVisible())
  assert.match(String(await page.locator('.way').textContent()), /Being looked into\s+comes next/)

  const moderator = await arrive(await makeAccount({ role: 'moderator' }), '/review')
  await moderator.page.getByRole('button', { name: 'Take the next case' }).click()
  await moderator.page.getByLabel('A note').fill('I have read the whole thread.')
  await moderator.page.getByRole('button', { name: 'Keep the note' }).click()
  await moderator.page.getByText('I have read the whole thread.').waitFor()
  await page.goto(address)
  assert.match(String(await stepNow(visitor)), /Being looked into\s+now/)

  await decide(moderator, asComplained)
  await page.goto(address)
  await page.getByRole('heading', { name: 'What came of it' }).waitFor()
  assert.ok(await page.getByText('The complaint was right.').isVisible())
  await page.getByRole('link', { name: 'Read the decision, or object to it' }).click()
  await page.getByRole('heading', { name: /^Decision D-/ }).waitFor()
  assert.ok(await page.getByLabel('What is wrong with it?').isVisible(), 'the reporter may object')
  assert.deepEqual(await visitor.context.cookies(), [])
  assert.deepEqual([...visitor.faults, ...moderator.faults], [])
})

test('N9, N13, N28: a case is taken, hidden meanwhile, decided, objected to and reversed, and the thread is whole', async () => {
  const { author, path } = await quarrel('Whose broom is it?')
  const visitor = await house.welcome(phone)
  const address = await reportPost(visitor, path)
  const first = await arrive(await makeAccount({ role: 'moderator' }), '/review')
  await first.page.getByRole('button', { name: 'Take the next case' }).click()
  await first.page.getByRole('button', { name: 'Give it back' }).waitFor()
  await first.page.getByText(insult).waitFor()

  const meanwhile = first.page.getByRole('region', { name: 'Meanwhile' })
  assert.equal(await meanwhile.getByText('The ground for hiding it').isVisible(), false)
  await meanwhile.getByLabel('Hide it').check()
  await meanwhile.getByLabel('The complaint looks justified at first sight').check()
  await meanwhile.getByLabel('Why').fill('It reads like an insult.')
  await meanwhile.getByRole('button', { name: 'Save' }).click()
  await meanwhile.getByText('It is hidden until').waitFor()
  await visitor.page.goto(path)
  await postAt(visitor, 2).getByText('Hidden while a complaint is looked into').waitFor()
  await visitor.page.goto(address)
  await visitor.page.getByText('It is hidden while we look into it.').waitFor()

  await decide(first, asComplained)
  await visitor.page.goto(path)
  await postAt(visitor, 2).getByRole('link', { name: 'Why?' }).click()
  await visitor.page.getByRole('heading', { name: /^Decision D-/ }).waitFor()
  assert.equal(
    await visitor.page.getByText('It attacks people.').count(),
    0,
    'the reasons are not for everybody',
  )

  const owner = await arrive(author, '/', phone)
  await owner.page
    .getByRole('link', { name: /notification/i })
    .first()
    .click()
  await owner.page.getByRole('link', { name: 'Something of yours was restricted' }).click()
  await owner.page.getByText('It attacks people.').waitFor()
  const shown = await owner.page.content()
  assert.ok(!shown.includes('It insults everybody here.'), 'the author does not read the complaint')
  await owner.page.getByLabel('What is wrong with it?').fill('It was a joke among friends.')
  await owner.page.getByRole('button', { name: 'Object' }).click()
  await owner.page.getByText('We have your objection.').waitFor()
  await visitor.page.goto(address)
  assert.match(String(await stepNow(visitor)), /Looked at again\s+now/)

  const second = await arrive(await makeAccount({ role: 'moderator' }), '/review?filter=appeals')
  await second.page.locator('body').press('j')
  await second.page.keyboard.press('o')
  await second.page.getByText('It was a joke among friends.').waitFor()
  await second.page.locator('body').press('d')
  assert.equal(await second.page.evaluate(() => document.activeElement?.id), 'decide')
  await decide(second, asObjected)
  await visitor.page.goto(path)
  await postAt(visitor, 2).getByText(insult).waitFor()
  await visitor.page.goto('/log')
  const log = String(await visitor.page.getByRole('main').textContent())
  assert.match(log, /D-\d/)
  assert.ok(!log.includes(author.username) && !log.includes(insult))
  assert.ok((await visitor.page.getByRole('main').locator('li, tr').count()) >= 3)
  for (const person of [visitor, first, owner, second]) assert.deepEqual(person.faults, [])
})

test('a report without what it needs comes back with what was typed, and is readable', async () => {
  const { path } = await quarrel('Who sweeps the stairs?')
  const visitor = await house.welcome(phone)
  const { page } = visitor
  await page.goto(path)
  await page.getByRole('link', { name: 'Report post 2' }).click()
  await page.getByRole('link', { name: /^It breaks the rules here/ }).click()
  await page.getByLabel(/^What is wrong with it\?/).fill('Typed already.')
  await page.locator('form[action="/reports"]').evaluate((form: HTMLFormElement) => {
    form.noValidate = true
  })
  await page.getByRole('button', { name: 'Send the report' }).click()
  await page.getByRole('alert').waitFor()
  assert.equal(await page.getByLabel(/^What is wrong with it\?/).inputValue(), 'Typed already.')
  assert.ok(await page.getByText('You are reporting post 2').isVisible())
  assert.deepEqual(await accessFaults(page), [])
  assert.deepEqual(visitor.faults, [])
})

const focused = ({ page }: Person) => page.evaluate(() => document.activeElement?.textContent?.trim())
const pathOf = ({ page }: Person) => new URL(page.url()).pathname
const isListOpen = ({ page }: Person) => page.locator('dialog.help').isVisible()

test('each key of the review does its work, never while somebody writes or with another key held', async () => {
  for (const title of ['Who sweeps the attic?', 'Who sweeps the yard?'])
    await fileReport(undefined, complaint((await quarrel(title)).about))
  const staff = await arrive(await makeAccount({ role: 'moderator' }), '/review')
  const { page } = staff
  const press = (key: string) => page.keyboard.press(key)
  const chosen = () =>
    page.locator('[data-chosen]').evaluateAll((all) => all.map(({ textContent }) => textContent))
  await press('j')
  const first = await chosen()
  await press('j')
  assert.notDeepEqual(await chosen(), first)
  await press('k')
  assert.deepEqual(await chosen(), first)

  for (const held of ['Control', 'Alt', 'Meta']) await press(`${held}+o`)
  await page.locator('summary', { hasText: 'I found something myself' }).click()
  await page.getByLabel('What did you find?').focus()
  await page.keyboard.type('jkfdo?')
  assert.equal(await page.getByLabel('What did you find?').inputValue(), 'jkfdo?')
  assert.deepEqual([await chosen(), pathOf(staff), await isListOpen(staff)], [first, '/review', false])

  await page.locator('h1').click()
  await press('f')
  assert.equal(await focused(staff), 'Take the next case')
  await press('?')
  await page.getByRole('dialog', { name: 'Keyboard' }).getByText('in a case: to the decision').waitFor()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('link', { name: 'Switch keys off' }).waitFor()
  await press('j')
  await press('o')
  await page.waitForURL(/\/review\/C-\d+$/)
  await press('d')
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'decide')
  assert.deepEqual(staff.faults, [])
})

test('WCAG 2.1.4: keys that were switched off stay off, here and where one signs in next', async () => {
  await fileReport(undefined, complaint((await quarrel('Who sweeps the loft?')).about))
  const account = await makeAccount({ role: 'moderator' })
  const staff = await arrive(account, '/review')
  await staff.page.getByRole('link', { name: 'Switch keys off' }).click()
  await staff.page.getByRole('radio', { name: /^Off/ }).check()
  await staff.page.getByRole('button', { name: 'Save' }).click()
  await staff.page.getByText('Your choice is saved.').waitFor()
  assert.deepEqual(await accessFaults(staff.page), [])

  const elsewhere = await arrive(account, '/review')
  await staff.page.goto('/review')
  await staff.page.reload()
  for (const person of [staff, elsewhere]) {
    for (const key of ['j', 'k', 'f', '?', 'o']) await person.page.keyboard.press(key)
    assert.equal(await person.page.locator('[data-chosen]').count(), 0)
    assert.notEqual(await focused(person), 'Take the next case')
    assert.deepEqual([pathOf(person), await isListOpen(person)], ['/review', false])
    assert.equal(await person.page.getByText('opens a case').count(), 0, 'no hint at keys that do nothing')
    await person.page.locator('.queue .row-title').first().click()
    await person.page.waitForURL(/\/review\/C-\d+$/)
    await person.page.keyboard.press('d')
    assert.notEqual(await person.page.evaluate(() => document.activeElement?.id), 'decide')
  }

  await elsewhere.page.goto('/review')
  await elsewhere.page.getByText('Single keys are switched off.').getByRole('link').click()
  await elsewhere.page.getByRole('radio', { name: /^On/ }).check()
  await elsewhere.page.getByRole('button', { name: 'Save' }).click()
  await elsewhere.page.getByText('Your choice is saved.').waitFor()
  await staff.page.goto('/review')
  await staff.page.keyboard.press('j')
  assert.equal(await staff.page.locator('[data-chosen]').count(), 1)
  for (const person of [staff, elsewhere]) assert.deepEqual(person.faults, [])
})
