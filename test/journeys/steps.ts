import assert from 'node:assert/strict'
import mongoose from 'mongoose'
import { linkTo, passwordOfAll } from '../support/accounts.ts'
import type { Person } from '../support/browser.ts'
import { cookiesOf, settle } from './house.ts'

/** From "Join" at the top of the page to an account that may post, as a person does it. */
export async function joinAndConfirm(person: Person, username: string): Promise<void> {
  const { page } = person
  const email = `${username}@example.org`
  await page.getByRole('navigation', { name: 'You' }).getByRole('link', { name: 'Join' }).click()
  await page.getByLabel('User name', { exact: true }).fill(username)
  await page.getByLabel('E-mail address', { exact: true }).fill(email)
  await page.getByLabel('Password', { exact: true }).fill(passwordOfAll)
  await page.getByLabel('18 or older').check()
  await page.getByLabel(/I have read and accept/).check()
  await page.getByLabel(/with a sign-in cookie/).check()
  await page.getByRole('button', { name: 'Join' }).click()
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor()
  const cookies = await cookiesOf(person)
  assert.deepEqual(
    cookies.map((cookie) => cookie.split('=')[0]),
    ['choice', 'stay'],
  )
  assert.match(String(cookies[0]), /^choice=stay~/)
  await page.goto(await linkTo(email, 'confirm'))
  await page.getByRole('button', { name: 'Yes, confirm my address' }).click()
  await page.getByRole('heading', { name: 'Your address is confirmed' }).waitFor()
}

/** @returns the path of the new topic */
export async function postTopic({ page }: Person, title: string, body: string): Promise<string> {
  await page.getByRole('link', { name: 'New topic' }).click()
  await page.getByRole('main').getByRole('link', { name: 'General' }).click()
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Your words').fill(body)
  assert.ok(await page.getByText('Anyone on the internet can read this.').isVisible())
  await page.getByRole('button', { name: 'Start the topic' }).click()
  await page.getByRole('heading', { name: title, level: 1 }).waitFor()
  return new URL(page.url()).pathname
}

export function postAt({ page }: Person, number: number) {
  return page.locator(`#post-${number}`)
}

/** The address that names the post for ever, read from its "Edit" link. */
export async function addressOf(person: Person, number: number): Promise<string> {
  const href = await postAt(person, number).getByRole('link', { name: 'Edit' }).getAttribute('href')
  return String(href).replace(/\/edit$/, '')
}

/** Deletes with one click and a confirmation, as N8 promises. */
export async function deletePost(person: Person, number: number): Promise<void> {
  const { page } = person
  await postAt(person, number).getByRole('link', { name: 'Delete' }).click()
  await page.getByText('This cannot be undone,').waitFor()
  await page.getByRole('button', { name: 'Delete my post' }).click()
  await page.getByText('Removed by its author').first().waitFor()
}

/** Everything the database holds, as text, once what waits in memory is written. */
export async function everythingStored(): Promise<string> {
  await settle()
  const collections = (await mongoose.connection.db?.collections()) ?? []
  assert.ok(collections.length > 5)
  const documents = await Promise.all(collections.map((collection) => collection.find().toArray()))
  return JSON.stringify(documents)
}

/** @returns those of the words that stand somewhere on the page: in its text, its source, or what was typed */
export async function wordsOn(person: Person, path: string, words: string[]): Promise<string[]> {
  const text = /feed$|xml$/.test(path) ? await fetched(person, path) : await shown(person, path)
  return words.filter((word) => text.includes(word))
}

/** Feeds and site maps are for programs. */
async function fetched({ context }: Person, path: string): Promise<string> {
  return (await context.request.get(path)).text()
}

async function shown({ page }: Person, path: string): Promise<string> {
  const answer = await page.goto(path)
  return `${await answer?.text()} ${await page.content()}`
}
