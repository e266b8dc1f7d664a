import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/auth/account.ts'
import { days, nowMs } from '../../src/clock.ts'
import { Cases } from '../../src/reports/case.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { linkTo, makeAccount } from '../support/accounts.ts'
import type { Person } from '../support/browser.ts'
import { complaint, judgement } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { enter, openHouse } from './house.ts'
import { joinAndConfirm, postAt } from './steps.ts'

const house = openHouse()
const phone = { viewport: { width: 390, height: 800 } }
const insult = 'You are all fools.'

/** An insult as the second post of a topic, and the case about it. */
async function reported(title: string) {
  const author = await makeAccount()
  const { id, path } = await makeTopic({ title })
  const { _id } = await makePost({ topic: id, author, body: insult })
  await fileReport(undefined, complaint(`/posts/${_id}`))
  const ref = String((await Cases.findOne({ subject: `post:${_id}` }, 'ref').lean())?.ref)
  return { author, path, ref, place: `/review/${ref}` }
}

async function arrive(account: Pick<Account, 'username'>, path: string, options = {}): Promise<Person> {
  const person = await house.welcome(options)
  await enter(person, account)
  await person.page.goto(path)
  return person
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
  follows: string[]
  yields: string
  until?: string
}

/** Fills the form of a decision and sends it; what is to be seen then tells whether it waits. */
async function decide({ page }: Person, { right, follows, yields, until }: Choices, then: string) {
  const box = (group: string, name: string) =>
    page.getByRole('group', { name: group, exact: true }).getByLabel(name, { exact: true })
  await box('Was the complaint right?', right).check()
  for (const name of follows) await box('What follows', name).check()
  if (until) await page.getByLabel('Until when?').fill(until)
  await box('Whose right gives way?', yields).check()
  const words = judgement()
  for (const [name, label] of Object.entries(fields)) await page.getByLabel(label).fill(words[name] ?? '')
  await page.getByRole('button', { name: 'See what they will read' }).click()
  await page.getByRole('heading', { name: 'This is what they will read' }).waitFor()
  await page.getByLabel(/I have read it all/).check()
  await page.getByRole('button', { name: /^(Decide|Ask a second person)$/ }).click()
  await page.getByRole('heading', { name: then, exact: true }).waitFor()
}

const asObjected: Choices = {
  right: 'No: it may stay',
  follows: ['Nothing is restricted'],
  yields: "The complainant's",
}

/** From the bell to the reasons, and against them. */
async function objectTo({ page }: Person, news: string, argument: string): Promise<string> {
  await page.goto('/notifications')
  await page.getByRole('link', { name: news }).first().click()
  await page.getByText('It attacks people.').waitFor()
  await page.getByLabel('What is wrong with it?').fill(argument)
  await page.getByRole('button', { name: 'Object' }).click()
  await page.getByText('We have your objection.').waitFor()
  return String(new URL(page.url()).pathname.match(/D-\d+/)?.[0])
}

/** The lines of the public log about a decision, newest first. */
async function logOf({ page }: Person, ref: string): Promise<string[]> {
  await page.goto('/log')
  return page
    .getByRole('main')
    .locator('li')
    .filter({ has: page.getByText(ref, { exact: true }) })
    .allTextContents()
}

test('N9, N13: a second reviewer, invited by mail, reverses a decision, and the thread is whole', async () => {
  const { author, path, ref, place } = await reported('Who mends the gate?')
  const admin = await arrive(await makeAccount({ role: 'admin' }), '/reviewers')
  await admin.page.getByLabel('E-mail address').fill('wren@example.org')
  await admin.page.getByRole('button', { name: 'Send the invitation' }).click()
  await admin.page.getByRole('heading', { name: 'Not answered yet' }).waitFor()

  const link = await linkTo('wren@example.org', 'reviewers/invitations')
  const wren = await house.welcome(phone)
  await wren.page.goto(link)
  await wren.page.getByRole('heading', { name: 'Would you give a second opinion?' }).waitFor()
  await joinAndConfirm(wren, 'wren')
  await wren.page.goto(link)
  await wren.page.getByRole('button', { name: 'Yes, I will' }).click()
  await wren.page.getByRole('link', { name: 'Your cases' }).click()
  await wren.page.getByText('Nothing waits here').waitFor()
  assert.equal((await wren.page.goto(place))?.status(), 404, 'before it is given')

  const first = await arrive(await makeAccount({ role: 'moderator' }), place)
  await first.page.getByRole('button', { name: 'Take it' }).click()
  const hiding = { right: 'Yes', follows: ['It is hidden'], yields: "The author's" }
  await decide(first, hiding, 'Decisions')
  const reader = await house.welcome()
  await reader.page.goto(path)
  await postAt(reader, 2).getByText('Removed after a complaint').waitFor()
  const owner = await arrive(author, '/', phone)
  const decision = await objectTo(owner, 'Something of yours was restricted', 'It was a joke.')

  await admin.page.goto(place)
  await admin.page.locator('summary', { hasText: 'A second opinion' }).click()
  await admin.page.getByLabel('Give the case to somebody').selectOption({ label: 'wren, second reviewer' })
  await admin.page.getByRole('button', { name: 'Ask for their opinion' }).click()
  await admin.page.getByText('wren was asked.').waitFor()
  await wren.page.goto('/notifications')
  await wren.page
    .getByRole('link', { name: new RegExp(ref) })
    .first()
    .click()
  await wren.page.getByText('The author objects: It was a joke.').waitFor()
  await decide(wren, asObjected, 'Decisions')
  await reader.page.goto(path)
  await postAt(reader, 2).getByText(insult).waitFor()

  assert.match((await logOf(reader, decision))[0] ?? '', /the complaint was right/)
  const again = await Cases.findOne({ ref }, 'state').lean()
  assert.deepEqual([again?.state.outcome, again?.state.measures], ['not_upheld', ['none']])
  await admin.page.goto(place)
  const refs = await admin.page.getByRole('link', { name: /^D-\d+$/ }).allTextContents()
  assert.equal(new Set(refs).size, 2)
  const last = refs.find((one) => one !== decision) ?? ''
  assert.match((await logOf(reader, last))[0] ?? '', /after an objection: the complaint was not right/)
  for (const person of [admin, wren, first, reader, owner]) assert.deepEqual(person.faults, [])
})

test('N9: a suspension waits for a second person, takes effect, and is lifted on appeal', async () => {
  const { author, path, place } = await reported('Who took the rake?')
  const first = await arrive(await makeAccount({ role: 'moderator' }), place)
  await first.page.getByRole('button', { name: 'Take it' }).click()
  const until = new Date(nowMs() + days(30)).toISOString().slice(0, 10)
  const harsh = { right: 'Yes', follows: ['It is hidden', 'The account is suspended'], until }
  await decide(first, { ...harsh, yields: "The author's" }, 'It waits for a second person')
  const owner = await arrive(author, path, phone)
  await postAt(owner, 2).getByText(insult).waitFor()
  await first.page.getByRole('button', { name: 'Give it back' }).click()
  await first.page.getByRole('button', { name: 'Take it' }).waitFor()

  const admin = await arrive(await makeAccount({ role: 'admin' }), place)
  const answer = admin.page.getByRole('region', { name: 'It waits for a second person' })
  await answer.getByRole('radio', { name: 'I agree' }).check()
  await answer.getByLabel(/I have read it all/).check()
  await answer.getByRole('button', { name: 'Answer' }).click()
  await admin.page.getByRole('heading', { name: 'Decisions', exact: true }).waitFor()

  assert.equal((await owner.page.goto('/latest'))?.status(), 403)
  await owner.page.getByRole('link', { name: 'Your rights' }).first().click()
  await owner.page.getByRole('heading', { name: 'Your rights', level: 1 }).waitFor()
  const decision = await objectTo(owner, 'Your account was suspended', 'I gave the rake back.')
  assert.match(decision, /^D-/)

  const other = await arrive(await makeAccount({ role: 'moderator' }), place)
  await decide(other, asObjected, 'Decisions')
  await owner.page.goto(path)
  await postAt(owner, 2).getByText(insult).waitFor()
  await owner.page.getByLabel('Your words').fill('Thank you for looking again.')
  await owner.page.getByRole('button', { name: 'Reply', exact: true }).click()
  await postAt(owner, 3).getByText('Thank you for looking again.').waitFor()
  for (const person of [first, owner, admin, other]) assert.deepEqual(person.faults, [])
})
