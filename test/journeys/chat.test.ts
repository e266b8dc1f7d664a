import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page, WebSocketRoute } from 'playwright-core'
import { saveChoice } from '../../src/auth/account.ts'
import { editMessage } from '../../src/chat/editing.ts'
import { Messages } from '../../src/chat/message.ts'
import { removeMessage } from '../../src/chat/removal.ts'
import { Drafts } from '../../src/drafts/draft.ts'
import { makeAccount } from '../support/accounts.ts'
import { archiveRoom, makeMessage, makeRoom } from '../support/chat.ts'
import { inFile, makeJpeg } from '../support/pictures.ts'
import { enter, openHouse } from './house.ts'

const house = openHouse()

const saidOn = (page: Page, words: string) => page.locator('.message-body').getByText(words)

/** A hand on the wire of a page: cut, nothing comes through, nor on any other way. */
async function holdWire(page: Page) {
  const open = new Set<WebSocketRoute>()
  let isCut = false
  await page.route('**/live/**', (route) => (isCut ? route.abort() : route.continue()))
  await page.routeWebSocket(/\/live\//, (wire) => {
    if (isCut) return void wire.close()
    wire.connectToServer()
    open.add(wire)
  })
  return {
    cut() {
      isCut = true
      for (const wire of open) void wire.close()
      open.clear()
    },
    mend() {
      isCut = false
    },
  }
}

/** Two members and a visitor with the same room open. */
async function company() {
  const room = await makeRoom({ title: 'Tea break' })
  const [ada, bo] = [await makeAccount({ name: 'Ada Wells' }), await makeAccount({ name: 'Bo Lind' })]
  const people = await Promise.all([house.welcome(), house.welcome(), house.welcome()])
  const [one, two, visitor] = people
  await enter(one, ada)
  await enter(two, bo)
  const path = `/chat/${room.slug}`
  for (const { page } of people) await page.goto(path)
  return { room, path, ada, bo, one, two, visitor }
}

test('two talk in a room and a visitor reads along: words, an answer, an edit, a reaction, a removal, without reloading', async () => {
  const { one, two, visitor, room } = await company()
  const box = one.page.getByLabel('Your message')
  await box.fill('Is anybody here?')
  await box.press('Enter')
  await saidOn(two.page, 'Is anybody here?').waitFor()
  await saidOn(visitor.page, 'Is anybody here?').waitFor()
  await saidOn(one.page, 'Is anybody here?').waitFor()
  assert.equal(await one.page.locator('.message-pending').count(), 0)
  assert.equal(await box.inputValue(), '')

  await two.page.locator('#message-1').hover()
  await two.page.locator('#message-1').getByRole('link', { name: 'Reply' }).click()
  await two.page.getByLabel('Your message').pressSequentially('I am')
  await one.page.getByText('Bo Lind is writing').waitFor()
  assert.equal(await visitor.page.getByText('is writing').count(), 0)
  await two.page.getByLabel('Your message').fill('I am.')
  await two.page.getByRole('button', { name: 'Send' }).click()
  assert.equal(await two.page.evaluate(() => document.activeElement?.id), 'f-body', 'one can write on')
  const answer = visitor.page.locator('#message-2')
  await answer.getByText('I am.').waitFor()
  assert.match((await answer.textContent()) ?? '', /Ada Wells\s+Is anybody here\?/)

  await box.press('ArrowUp')
  await one.page.getByText('You are changing your message.').waitFor()
  assert.equal(await box.inputValue(), 'Is anybody here?')
  await box.fill('Is anybody awake?')
  await box.press('Enter')
  await visitor.page.locator('#message-1').getByText('Is anybody awake?').waitFor()
  await one.page.getByText('You are changing your message.').waitFor({ state: 'detached' })

  await one.page.locator('#message-2').hover()
  await one.page.locator('#message-2').getByRole('button', { name: 'Thanks' }).click()
  await visitor.page.locator('#message-2 [data-of="thanks"]:visible').waitFor()

  await one.page.locator('#message-1').hover()
  await one.page.locator('#message-1').getByRole('link', { name: 'Delete' }).click()
  await one.page.getByRole('button', { name: 'Delete my message' }).click()
  await visitor.page.locator('#message-1').getByText('Removed by its author').waitFor()
  assert.equal(await saidOn(visitor.page, 'Is anybody awake?').count(), 0)
  assert.equal(await Messages.countDocuments({ room: room._id }), 2)
  for (const { faults } of [one, two, visitor]) assert.deepEqual(faults, [])
})

test('who loses the network keeps what they wrote, and both catch up without a doubled message', async () => {
  const { one, two, room, path } = await company()
  const wire = await holdWire(one.page)
  await one.page.goto(path)
  await makeMessage({ room, body: 'Before the cut.' })
  await saidOn(one.page, 'Before the cut.').waitFor()
  wire.cut()
  const box = one.page.getByLabel('Your message')
  await box.fill('Written in a tunnel.')
  await box.press('Enter')
  await one.page.locator('.message-pending').getByText('Waits for the connection').waitFor()
  await makeMessage({ room, body: 'Said meanwhile.' })
  await saidOn(two.page, 'Said meanwhile.').waitFor()
  assert.equal(await saidOn(one.page, 'Said meanwhile.').count(), 0)
  wire.mend()
  await saidOn(one.page, 'Said meanwhile.').waitFor()
  await saidOn(two.page, 'Written in a tunnel.').waitFor()
  await one.page.locator('.message-pending').waitFor({ state: 'detached' })
  assert.equal(await saidOn(one.page, 'Written in a tunnel.').count(), 1)
  assert.equal(await Messages.countDocuments({ room: room._id, text: 'Written in a tunnel.' }), 1)
  const seqs = (page: typeof one.page) =>
    page.locator('[data-seq]').evaluateAll((all) => all.map((one) => one.getAttribute('data-seq')))
  assert.deepEqual(await seqs(one.page), await seqs(two.page), 'the same order for both')
})

test('what comes while somebody reads further up moves nothing, and there is a way to the latest', async () => {
  const room = await makeRoom()
  const author = await makeAccount()
  for (let n = 1; n <= 40; n += 1) await makeMessage({ room, author, body: `line ${n}` })
  const reader = await house.welcome({ viewport: { width: 390, height: 600 } })
  await reader.page.goto(`/chat/${room.slug}#message-5`)
  await reader.page.waitForFunction(() => document.readyState === 'complete')
  await reader.page.waitForTimeout(500)
  const place = await reader.page.evaluate(() => scrollY)
  await makeMessage({ room, author, body: 'line 41' })
  await reader.page.getByRole('button', { name: '1 new message' }).waitFor()
  assert.equal(await reader.page.evaluate(() => scrollY), place)
  await reader.page.getByRole('button', { name: '1 new message' }).click()
  await saidOn(reader.page, 'line 41').waitFor()
  assert.ok((await reader.page.evaluate(() => scrollY)) > place)
  await reader.page.getByRole('button', { name: '1 new message' }).waitFor({ state: 'detached' })
})

test('who chose to show that they are there is named to members, and to nobody else', async () => {
  const { path, ada, one, two, visitor } = await company()
  await saveChoice(String(ada._id), { presence: 'shown' })
  await one.page.goto(path)
  await two.page.getByText('Here now: Ada Wells').waitFor()
  await one.page.getByText('Here now: you').waitFor()
  assert.equal(await visitor.page.getByText('Here now').count(), 0)
  await one.page.goto('/')
  await two.page.getByText('Here now: Ada Wells').waitFor({ state: 'detached' })
})

test('the list of rooms counts up', async () => {
  const { room, path, one } = await company()
  await makeMessage({ room, body: 'first' })
  await one.page.goto(path)
  await saidOn(one.page, 'first').waitFor()
  await one.page.goto('/chat')
  await one.page.waitForTimeout(500)
  await makeMessage({ room, body: 'second' })
  await one.page.locator(`.row[data-room="${room.slug}"]`).getByText('1 new').waitFor()
})

test('without JavaScript a room is read, and written in, all the same', async () => {
  const room = await makeRoom()
  const ada = await makeAccount()
  const plain = await house.welcome({ javaScriptEnabled: false })
  await enter(plain, ada)
  await plain.page.goto(`/chat/${room.slug}`)
  await plain.page.getByLabel('Your message').fill('By a form.')
  await plain.page.getByRole('button', { name: 'Send' }).click()
  await plain.page.locator('#message-1').getByText('By a form.').waitFor()
})

test('N8: what is taken back goes from the answers to it, too, and brings nothing onto a page where it does not stand', async () => {
  const room = await makeRoom({ title: 'Long talk' })
  const author = await makeAccount({ name: 'Ada Wells' })
  const said = []
  for (let n = 1; n <= 58; n += 1) said.push(await makeMessage({ room, author, body: `Line ${n}.` }))
  await makeMessage({ room, author, body: 'That is so.', replyTo: 3 })
  await makeMessage({ room, author, body: 'And that.', replyTo: 57 })
  const { page } = await house.welcome()
  await page.goto(`/chat/${room.slug}`)
  const answers = page.locator('.message-to')
  assert.deepEqual(
    (await answers.allTextContents()).map((text) => text.trim()),
    ['Ada Wells Line 3.', 'Ada Wells Line 57.'],
  )
  await removeMessage(author, said[2]?.id ?? '')
  await editMessage(author, said[56]?.id ?? '', { body: 'Line with other words.' })
  await editMessage(author, said[5]?.id ?? '', { body: 'Far up.' })
  await makeMessage({ room, author, body: 'The last one.' })
  await saidOn(page, 'The last one.').waitFor()
  assert.deepEqual(
    (await answers.allTextContents()).map((text) => text.trim()),
    ['a message that was removed', 'Ada Wells Line with other words.'],
  )
  assert.equal(await page.locator('[data-seq]').first().getAttribute('data-seq'), '11')
})

test('a picture has its place before it is there', async () => {
  const { message, room } = await makeMessage({
    pictures: { files: [inFile(await makeJpeg())], alts: ['A bucket'], leftOut: 0 },
  })
  const { page } = await house.welcome({ javaScriptEnabled: false })
  await page.route('**/images/**', (route) => route.abort())
  await page.goto(`/chat/${room.slug}`)
  const size = await page.locator(`#message-${message.seq} .post-images`).boundingBox()
  assert.ok((size?.height ?? 0) > 100, `${size?.height}`)
})

test('whom one can mention is offered beside the box, and moves nothing', async () => {
  const { one, bo } = await company()
  const box = one.page.getByLabel('Your message')
  const height = () =>
    one.page.locator('form[data-say]').evaluate((form) => form.getBoundingClientRect().height)
  await box.fill('x')
  const before = await height()
  await box.fill('')
  await box.pressSequentially(`@${bo.username.slice(0, 6)}`)
  const list = one.page.getByRole('listbox', { name: 'People' })
  await list.getByText('Bo Lind').waitFor()
  assert.equal(await height(), before)
  assert.ok(await list.evaluate((all) => all.getBoundingClientRect().bottom <= innerHeight))
  await box.press('Enter')
  assert.equal(await box.inputValue(), `@${bo.username} `)
})

test('the box stays in reach while somebody reads further up, and nothing said last is behind it', async () => {
  const room = await makeRoom()
  const [author, member] = [await makeAccount(), await makeAccount()]
  for (let n = 1; n <= 40; n += 1) await makeMessage({ room, author, body: `line ${n}` })
  for (const viewport of [
    { width: 390, height: 700 },
    { width: 1280, height: 800 },
  ]) {
    const reader = await house.welcome({ viewport })
    const { page } = reader
    await enter(reader, member)
    await page.goto(`/chat/${room.slug}#new`)
    const box = page.getByLabel('Your message')
    await page.waitForFunction(() => scrollY > 0)
    const edges = () =>
      page.evaluate(() => {
        const edgesOf = (selector: string) => document.querySelector(selector)?.getBoundingClientRect()
        return { last: edgesOf('#message-40')?.bottom ?? 0, box: edgesOf('form[data-say]')?.top ?? 0 }
      })
    const { last, box: top } = await edges()
    assert.ok(last <= top, `${viewport.width}: ${last} is above ${top}`)
    await box.fill('one\ntwo\nthree\nfour\nfive')
    await page.waitForTimeout(200)
    const grown = await edges()
    assert.ok(grown.last <= grown.box, `${viewport.width}: ${grown.last} is above ${grown.box}`)
    await page.evaluate(() => scrollTo(0, 0))
    assert.ok(await box.evaluate((one) => one.getBoundingClientRect().bottom <= innerHeight))
    await box.pressSequentially('!')
    assert.equal(await page.evaluate(() => scrollY), 0, 'writing moves nothing')
    await reader.context.close()
  }
})

test('words that were typed and not sent are there when their author comes back, and only those', async () => {
  const { one, room, path } = await company()
  const box = one.page.getByLabel('Your message')
  const text = () => box.inputValue()
  /** They set out as the page is left, and a busy site takes its time. */
  const kept = async (body: string) => {
    for (let tries = 0; tries < 200 && !(await Drafts.exists({ key: `chat:${room.slug}`, body })); tries += 1)
      await one.page.waitForTimeout(50)
  }
  await box.fill('Half a thought')
  await one.page.goto('/chat')
  await kept('Half a thought')
  await one.page.goto(path)
  assert.equal(await text(), 'Half a thought')
  await box.fill('A whole thought about tea.')
  await box.press('Enter')
  await saidOn(one.page, 'A whole thought about tea.').waitFor()
  await one.page.goto('/chat')
  await one.page.goto(path)
  assert.equal(await text(), '')
  // A second one goes out the same way, and is kept the same way.
  await box.fill('The next thought')
  await box.press('Enter')
  await saidOn(one.page, 'The next thought').waitFor()
  await box.fill('Unfinished')
  await one.page.locator('.message').last().hover()
  await one.page.getByRole('link', { name: 'Edit' }).last().click({ timeout: 10_000 })
  await one.page.getByText('You are changing your message.').waitFor()
  await box.pressSequentially(' and more')
  await one.page.goto('/chat')
  await kept('Unfinished')
  await one.page.goto(path)
  assert.equal(await text(), 'Unfinished')
  assert.equal(await Messages.countDocuments({ room: room._id }), 2)
})

test('pictures are sent while the page stays, and what is refused is not lost', async () => {
  const { one, visitor, room } = await company()
  const { page, faults } = one
  const box = page.getByLabel('Your message')
  await page.evaluate(() => Object.assign(window, { isStill: true }))
  const choose = async (buffer: Buffer) => {
    if (!(await page.getByLabel('Pictures').isVisible())) await page.getByText('Add pictures').click()
    await page.getByLabel('Pictures').setInputFiles({ name: 'wall.jpg', mimeType: 'image/jpeg', buffer })
  }
  await box.fill('The wall.')
  await choose(Buffer.from('This is no picture.'))
  await page.getByLabel('What do they show?').fill('A garden wall')
  await page.getByRole('button', { name: 'Send' }).click()
  await page
    .locator('[data-sending]')
    .getByText(/choose the pictures again/)
    .waitFor()
  assert.equal(await box.inputValue(), 'The wall.')
  assert.equal(await Messages.countDocuments({ room: room._id }), 0)

  await choose(await makeJpeg())
  await page.getByRole('button', { name: 'Send' }).click()
  for (const person of [one, visitor]) await person.page.getByRole('img', { name: 'A garden wall' }).waitFor()
  assert.equal(await box.inputValue(), '')
  assert.equal(
    await page
      .locator('.chat-say input[type="file"]')
      .evaluate((input: HTMLInputElement) => input.files?.length),
    0,
  )
  assert.ok(await page.evaluate(() => 'isStill' in window), 'the page was not loaded again')
  await box.fill('And words alone.')
  await box.press('Enter')
  await saidOn(visitor.page, 'And words alone.').waitFor()
  assert.equal(await Messages.countDocuments({ room: room._id }), 2)
  assert.deepEqual(
    faults.filter((fault) => !fault.startsWith('422')),
    [],
  )
})

test('N8: what was taken back while the network was away goes from the answers to it, too', async () => {
  const room = await makeRoom()
  const author = await makeAccount({ name: 'Ada Wells' })
  const said = []
  for (let n = 1; n <= 58; n += 1) said.push(await makeMessage({ room, author, body: `Line ${n}.` }))
  await makeMessage({ room, author, body: 'That is so.', replyTo: 3 })
  const before = new Date(Date.now() - 3_600_000)
  await Messages.collection.updateMany({ room: room._id }, { $set: { createdAt: before, changedAt: before } })
  const { page } = await house.welcome()
  const wire = await holdWire(page)
  await page.goto(`/chat/${room.slug}`)
  await makeMessage({ room, author, body: 'Heard live.' })
  await saidOn(page, 'Heard live.').waitFor()
  wire.cut()
  await removeMessage(author, said[2]?.id ?? '')
  await makeMessage({ room, author, body: 'The last one.' })
  wire.mend()
  await saidOn(page, 'The last one.').waitFor()
  await page.getByText('a message that was removed').waitFor()
  assert.equal(await page.locator('[data-seq]').first().getAttribute('data-seq'), '10')
})

test('what is refused says why, and its ways out are not behind the box', async () => {
  const room = await makeRoom()
  const author = await makeAccount()
  for (let n = 1; n <= 20; n += 1) await makeMessage({ room, author, body: `line ${n}` })
  const { page, ...one } = await house.welcome({ viewport: { width: 390, height: 700 } })
  await enter({ page, ...one }, await makeAccount())
  await page.goto(`/chat/${room.slug}`)
  await page.waitForFunction(() => scrollY > 0)
  await archiveRoom(room)
  await page.getByLabel('Your message').fill('One more word, please, about the beans.')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.locator('.message-pending').getByText('This room is archived').waitFor()
  const back = page.getByRole('button', { name: 'Change it' })
  await page.waitForTimeout(200)
  const edges = await Promise.all([back.boundingBox(), page.locator('form[data-say]').boundingBox()])
  assert.ok((edges[0]?.y ?? 0) + (edges[0]?.height ?? 0) <= (edges[1]?.y ?? 0), JSON.stringify(edges))
  await back.click()
  assert.equal(await page.getByLabel('Your message').inputValue(), 'One more word, please, about the beans.')
})
