import '../support/env.ts'

import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { watch } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { before } from '../support/hooks.ts'
import { openPostOffice } from './post-office.ts'

const office = await openPostOffice()
process.env.SMTP_URL = office.url
const { days, minutes, moveClock, resetClock } = await import('../../src/clock.ts')
const { config } = await import('../../src/config.ts')
const { Mails } = await import('../../src/mail/mail.ts')
const { queueMail, runOutbox, startOutbox, stopOutbox } = await import('../../src/mail/outbox.ts')
const { openFolder, purgeOutboxFolder } = await import('../../src/mail/eml.ts')
const { Disclosures, verifyDisclosures } = await import('../../src/disclosure/disclosure.ts')
const { closeTestDatabase, emptyTestDatabase, openTestDatabase } = await import('../support/database.ts')
const { mailsIn } = await import('../support/mails.ts')

let count = 0
async function queueQuietly(to = 'ada@example.org'): Promise<void> {
  await queueMail({
    to,
    subject: 'Confirm your address',
    text: 'Hello,\n\nhttp://localhost:3000/confirm/secret-token',
    clause: 'N4',
    purpose: 'to confirm your address',
    fields: ['email'],
    about: null,
    once: `crash ${count++}`,
  })
}

const workers = new Set<ChildProcess>()

function startWorker(env: Record<string, string | undefined> = {}): ChildProcess {
  const worker = fork(join(import.meta.dirname, 'worker.ts'), {
    env: { ...process.env, ...env },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  workers.add(worker)
  worker.once('exit', () => workers.delete(worker))
  return worker
}

async function kill(worker: ChildProcess): Promise<void> {
  const gone = once(worker, 'exit')
  worker.kill('SIGKILL')
  await gone
}

async function sendLater(milliseconds: number): Promise<void> {
  office.onConnection = office.onRecipient = office.onMessage = office.onData = () => undefined
  moveClock(milliseconds)
  startOutbox()
  await runOutbox()
  await stopOutbox()
}

const stateNow = async () => (await Mails.findOne().lean())?.state

before(openTestDatabase)
beforeEach(async () => {
  await stopOutbox()
  await emptyTestDatabase()
  office.reset()
  resetClock()
})
after(async () => {
  for (const worker of workers) worker.kill('SIGKILL')
  await closeTestDatabase()
  await office.close()
})

/** Kills the worker as soon as it reaches the moment, and answers it never. */
function killAt(moment: 'onConnection' | 'onRecipient' | 'onData' | 'onMessage'): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const worker = startWorker()
  office[moment] = () => {
    kill(worker).then(resolve, reject)
    return new Promise(() => undefined)
  }
  return promise
}

for (const moment of ['onConnection', 'onRecipient'] as const)
  test(`a process killed before the mail leaves (${moment}) costs nothing: it is sent once, after the claim ran out`, async () => {
    await queueQuietly()
    await killAt(moment)
    assert.equal(await stateNow(), 'claimed')
    await sendLater(minutes(1))
    assert.equal(office.taken.length, 0, 'the claim still holds')
    await sendLater(minutes(5))
    assert.equal(office.taken.length, 1)
    assert.equal(await stateNow(), 'sent')
  })

test('a process killed before it claimed a mail costs nothing', async () => {
  await queueQuietly()
  assert.equal(await stateNow(), 'queued')
  await sendLater(0)
  assert.equal(office.taken.length, 1)
})

test('a process killed between the mail and the answer leaves a doubt: it is never sent again by itself', async () => {
  await queueQuietly()
  await killAt('onMessage')
  assert.equal(await stateNow(), 'handing-over')
  await sendLater(minutes(11))
  assert.equal(await stateNow(), 'doubtful')
  await sendLater(days(2))
  assert.equal(office.taken.length, 0)
  const mail = await Mails.findOne().lean()
  assert.deepEqual([mail?.to, mail?.subject, mail?.text], [undefined, undefined, undefined])
})

test('a process killed right after the answer never leads to a second mail', async () => {
  for (let round = 0; round < 4; round += 1) {
    await emptyTestDatabase()
    office.reset()
    resetClock()
    await queueQuietly()
    const worker = startWorker()
    const gone = once(worker, 'exit')
    office.onMessage = () => {
      setTimeout(() => worker.kill('SIGKILL'), round * 2)
    }
    await gone
    assert.equal(office.taken.length, 1)
    await sendLater(minutes(11))
    assert.equal(office.taken.length, 1)
    assert.match(String(await stateNow()), /^(sent|doubtful)$/)
  }
})

test('several processes at once send each mail once, and their log is one sound chain', async () => {
  const addresses = Array.from({ length: 60 }, (_, index) => `member${index}@example.org`)
  await Promise.all(addresses.map(queueQuietly))
  const others = [startWorker(), startWorker()]
  const gone = Promise.all(others.map((worker) => once(worker, 'exit')))
  startOutbox()
  await Promise.all([runOutbox(), gone])
  await stopOutbox()
  assert.deepEqual(office.taken.map(({ to }) => to).sort(), addresses.sort())
  assert.equal(await Disclosures.countDocuments(), 120)
  assert.equal((await verifyDisclosures()).fault?.number, undefined)
})

test('without a mail server a mail is a file, and a process killed while writing leaves one, not two', async () => {
  const folder = join(config.dataDir, 'outbox')
  await mkdir(folder, { recursive: true })
  for (const moment of [1, 2, 3]) {
    await queueQuietly(`file${moment}@example.org`)
    const worker = startWorker({ SMTP_URL: '' })
    const gone = once(worker, 'exit')
    let events = 0
    const watcher = watch(folder, () => {
      events += 1
      if (events === moment) worker.kill('SIGKILL')
    })
    await gone
    watcher.close()
    await once(startWorker({ SMTP_URL: '', MOVE_CLOCK: String(minutes(11)) }), 'exit')
  }
  assert.equal(await Mails.countDocuments({ state: 'sent' }), 3)
  const mails = await mailsIn(config.dataDir)
  assert.deepEqual(mails.map(({ to }) => to).sort(), [
    'file1@example.org',
    'file2@example.org',
    'file3@example.org',
  ])
  assert.ok(mails.every(({ links }) => links[0] === 'http://localhost:3000/confirm/secret-token'))
})

test('writing a file again replaces it, and files older than the delivery log are deleted', async () => {
  const folder = join(config.dataDir, 'outbox-twice')
  const letter = {
    messageId: '<77@localhost>',
    createdAt: new Date(),
    to: 'a@b.example',
    subject: 'Hi',
    text: 'Hi',
  }
  await openFolder(folder).send(letter, async () => undefined)
  await openFolder(folder).send(letter, async () => undefined)
  await writeFile(join(folder, '.left-by-a-crash'), '')
  assert.equal((await readdir(folder)).length, 2)
  moveClock(days(2))
  await purgeOutboxFolder(folder)
  assert.equal((await readdir(folder)).length, 1)
  moveClock(days(29))
  await purgeOutboxFolder(folder)
  assert.deepEqual(await readdir(folder), [])
})
