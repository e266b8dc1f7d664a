import '../support/env.ts'

import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { after, afterEach, beforeEach, test } from 'node:test'
import type { MailRequest } from '../../src/mail/outbox.ts'
import { before } from '../support/hooks.ts'
import { openPostOffice, refusal } from './post-office.ts'

// The settings are read at the first import, so the mail server opens before everything else.
const office = await openPostOffice()
process.env.SMTP_URL = office.url
const { minutes, days, moveClock, resetClock } = await import('../../src/clock.ts')
const { Mails, cancelMails } = await import('../../src/mail/mail.ts')
const { queueMail, runOutbox, startOutbox, stopOutbox } = await import('../../src/mail/outbox.ts')
const { countDoubtful, listDoubtful } = await import('../../src/mail/doubtful.ts')
const { NotDisclosed } = await import('../../src/disclosure/disclose.ts')
const { NotMailable } = await import('../../src/mail/compose.ts')
const { Disclosures } = await import('../../src/disclosure/disclosure.ts')
const { closeTestDatabase, emptyTestDatabase, openTestDatabase } = await import('../support/database.ts')

let count = 0
const request = (overrides: Partial<MailRequest> = {}): MailRequest => ({
  to: 'ada@example.org',
  subject: 'Confirm your address',
  text: 'Hello Ada,\n\nhttp://localhost:3000/confirm/secret-token',
  clause: 'N4',
  purpose: 'to confirm your address',
  fields: ['email', 'username'],
  about: '6500000000000000000000aa',
  once: `test ${count++}`,
  ...overrides,
})

const queueAndRun = async (overrides?: Partial<MailRequest>) => {
  await queueMail(request(overrides))
  await runOutbox()
}
const later = async (milliseconds: number) => {
  moveClock(milliseconds)
  await runOutbox()
}
const only = async () => {
  const all = await Mails.find().lean()
  assert.equal(all.length, 1)
  return all[0] ?? assert.fail()
}

before(openTestDatabase)
beforeEach(async () => {
  await stopOutbox()
  await emptyTestDatabase()
  office.reset()
  resetClock()
  startOutbox()
})
afterEach(() => stopOutbox())
after(async () => {
  await closeTestDatabase()
  await office.close()
})

test('N27: a mail travels encrypted where the server offers it, and arrives whole', async () => {
  await queueAndRun()
  assert.equal(office.taken.length, 1)
  assert.equal(office.taken[0]?.isEncrypted, true)
  assert.equal(office.taken[0]?.to, 'ada@example.org')
  assert.match(office.taken[0]?.source ?? '', /confirm\/secret-token/)
})

test('once a mail is sent, its address, subject and words are gone from the record', async () => {
  await queueAndRun()
  const mail = await only()
  assert.equal(mail.state, 'sent')
  assert.doesNotMatch(JSON.stringify(mail), /ada@|secret-token|Confirm/)
  const keptDays = (mail.deleteAt.getTime() - (mail.endedAt?.getTime() ?? 0)) / days(1)
  assert.equal(Math.round(keptDays), 30)
})

test('a queued mail goes out by itself', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  office.onMessage = () => resolve()
  await queueMail(request())
  await promise
})

test('N0: the log row is stored before the mail leaves, and its outcome after', async () => {
  let rowsAtHandOver = 0
  office.onRecipient = async () => {
    rowsAtHandOver = await Disclosures.countDocuments({ kind: 'disclosure' })
  }
  await queueAndRun()
  assert.equal(rowsAtHandOver, 1)
  const rows = await Disclosures.find().sort({ number: 1 }).lean()
  assert.deepEqual(
    rows.map(({ kind, outcome, clause, recipientKind }) => [kind, outcome, clause, recipientKind]),
    [
      ['disclosure', undefined, 'N4', 'self'],
      ['outcome', 'sent', 'N4', 'self'],
    ],
  )
  assert.doesNotMatch(JSON.stringify(rows), /ada@example/)
})

test('N0: a mail under a clause that lets nothing out is refused when it is queued', async () => {
  await assert.rejects(queueMail(request({ clause: 'N8' })), NotDisclosed)
  await assert.rejects(queueMail(request({ fields: [] })), NotDisclosed)
  await assert.rejects(queueMail(request({ purpose: ' ' })), NotDisclosed)
  assert.equal(await Mails.countDocuments(), 0)
})

test('a mail to no address, to several, or without words is refused when it is queued', async () => {
  const wrong = [
    { to: 'a@b.example\r\nBcc: c@d.example' },
    { to: 'a@b.example,c@d.example' },
    { subject: '\r\n' },
    { text: ' ' },
  ]
  for (const fault of wrong) await assert.rejects(queueMail(request(fault)), NotMailable)
})

test('the same key queues one mail, even ten at once', async () => {
  await stopOutbox()
  await Promise.all(Array.from({ length: 10 }, () => queueMail(request({ once: 'reset:1' }))))
  assert.equal(await Mails.countDocuments(), 1)
  startOutbox()
  await runOutbox()
  await queueAndRun({ once: 'reset:1' })
  assert.equal(office.taken.length, 1)
})

test('a mail that is refused for now is sent a minute later, with the same Message-ID', async () => {
  const seen: string[] = []
  office.onMessage = ({ source }) => {
    seen.push(/^Message-ID: (.*)$/im.exec(source)?.[1] ?? '')
    if (seen.length === 1) throw refusal(451, '4.3.0 Come back later, ada@example.org')
  }
  await queueAndRun()
  assert.deepEqual([(await only()).state, (await only()).answer], ['queued', '451 4.3.0'])
  await runOutbox()
  assert.equal(seen.length, 1, 'not before its time')
  await later(minutes(1))
  assert.equal((await only()).state, 'sent')
  assert.equal(office.taken.length, 1)
  assert.equal(seen[0], seen[1])
})

test('tries are spaced out, and end when the queue keeps nothing longer', async () => {
  let tries = 0
  office.onRecipient = () => {
    tries += 1
    throw refusal(450, '4.2.2 Mailbox full')
  }
  await queueAndRun()
  const gaps = [minutes(1), minutes(5), minutes(30), minutes(120), minutes(480), minutes(480)]
  for (const [index, gap] of gaps.entries()) {
    await later(gap - 20_000)
    assert.equal(tries, index + 1, `too early after ${gap}`)
    await later(20_000)
    assert.equal(tries, index + 2, `nothing after ${gap}`)
  }
  for (let tries = 0; tries < 22; tries += 1) await later(minutes(480))
  const mail = await only()
  assert.equal(mail.state, 'failed')
  assert.equal(mail.text, undefined)
  assert.ok((mail.endedAt?.getTime() ?? 0) <= mail.createdAt.getTime() + days(7))
})

test('a mail that is refused for good is not tried again', async () => {
  office.onRecipient = () => {
    throw refusal(550, '5.1.1 <ada@example.org> unknown')
  }
  await queueAndRun()
  const mail = await only()
  assert.deepEqual([mail.state, mail.answer, mail.to], ['failed', '550 5.1.1', undefined])
  await later(days(1))
  assert.equal((await only()).attempts, 1)
})

/** Resolves when the whole mail has arrived, its last line included. */
const wholeMail = (stream: Readable) => new Promise((resolve) => stream.resume().once('end', resolve))

for (const [moment, reached] of [
  ['at its first byte', (stream: Readable) => once(stream, 'data')],
  ['after its last', wholeMail],
] as const)
  test(`a server that dies in the middle of the mail, ${moment}, leaves a doubt: it is never sent again by itself`, async () => {
    office.onData = async (stream) => {
      await reached(stream)
      for (const socket of office.sockets()) socket.destroy()
      throw new Error('dead')
    }
    await queueAndRun()
    const mail = await only()
    assert.deepEqual([mail.state, mail.text, mail.to], ['doubtful', undefined, undefined])
    assert.equal(await countDoubtful(), 1)
    assert.deepEqual(
      (await listDoubtful()).map(({ purpose, about, domain }) => ({ purpose, about, domain })),
      [{ purpose: 'to confirm your address', about: '6500000000000000000000aa', domain: 'example.org' }],
    )
    assert.equal((await Disclosures.findOne({ kind: 'outcome' }).lean())?.outcome, 'doubtful')
    office.reset()
    await later(days(1))
    assert.equal(office.taken.length, 0)
  })

test('while the server is away few tries are used up, and all goes out when it is back', async () => {
  await stopOutbox()
  await Promise.all(Array.from({ length: 40 }, () => queueMail(request())))
  startOutbox()
  office.onConnection = () => {
    throw refusal(421, 'Not now')
  }
  await runOutbox()
  assert.ok((await Mails.countDocuments({ attempts: { $gt: 0 } })) <= 10)
  office.reset()
  await later(minutes(1))
  assert.equal(office.taken.length, 40)
  assert.equal(await Mails.countDocuments({ state: 'sent' }), 40)
})

test('500 mails queued at once are each sent once', async () => {
  const addresses = Array.from({ length: 500 }, (_, index) => `member${index}@example.org`)
  await Promise.all(addresses.map((to) => queueMail(request({ to }))))
  await runOutbox()
  assert.deepEqual(office.taken.map(({ to }) => to).sort(), addresses.sort())
  assert.equal(await Mails.countDocuments({ state: 'sent' }), 500)
})

test('what waits for somebody who leaves is cancelled, even while it is being handed over', async () => {
  await stopOutbox()
  await queueMail(request())
  await queueMail(request({ about: '6500000000000000000000bb', to: 'bob@example.org' }))
  startOutbox()
  office.onRecipient = async (address) => {
    if (address.startsWith('ada')) assert.equal(await cancelMails({ about: '6500000000000000000000aa' }), 1)
  }
  await runOutbox()
  assert.deepEqual(
    office.taken.map(({ to }) => to),
    ['bob@example.org'],
  )
  assert.equal(await Mails.countDocuments(), 1)
})

test('a stopped outbox finishes the mail in hand and takes no more', async () => {
  await stopOutbox()
  await Promise.all(Array.from({ length: 20 }, () => queueMail(request())))
  startOutbox()
  let stopped: Promise<void> | undefined
  office.onMessage = () => {
    stopped ??= stopOutbox()
  }
  await runOutbox()
  await stopped
  assert.ok(office.taken.length <= 5)
  assert.equal(await Mails.countDocuments({ state: 'queued' }), 20 - office.taken.length)
})
