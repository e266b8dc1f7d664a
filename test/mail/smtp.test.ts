import '../support/quiet.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Letter } from '../../src/mail/compose.ts'
import { Unreachable } from '../../src/mail/faults.ts'
import { openSmtp } from '../../src/mail/smtp.ts'
import { openPostOffice, refusal } from './post-office.ts'

const plain = await openPostOffice(['STARTTLS'])
const encrypted = await openPostOffice()
after(() => Promise.all([plain.close(), encrypted.close()]))

const letter: Letter = {
  messageId: '<1@localhost>',
  createdAt: new Date(),
  to: 'ada@example.org',
  subject: 'Hello',
  text: 'Hello Ada',
}
/** The same machine under a name that does not say so. */
const elsewhere = (url: string) => new URL(url.replace('127.0.0.1', '0.0.0.0'))

async function send(url: URL): Promise<number> {
  const transport = openSmtp(url)
  let handOvers = 0
  try {
    await transport.send(letter, async () => {
      handOvers += 1
    })
  } finally {
    transport.close()
  }
  return handOvers
}

test('N27: to another machine nothing travels unencrypted', async () => {
  await assert.rejects(send(elsewhere(plain.url)), Unreachable)
  assert.deepEqual(plain.taken, [])
})

test('N27: to another machine nothing travels to somebody who cannot prove who they are', async () => {
  await assert.rejects(send(elsewhere(encrypted.url)), Unreachable)
  assert.deepEqual(encrypted.taken, [])
})

test('a mail server on the same machine needs no encryption', async () => {
  assert.equal(await send(new URL(plain.url)), 1)
  assert.equal(plain.taken.length, 1)
})

test('one connection carries several mails, and a lost one is opened again', async () => {
  let connections = 0
  plain.onConnection = () => {
    connections += 1
  }
  const transport = openSmtp(new URL(plain.url))
  const nothing = async () => undefined
  await transport.send(letter, nothing)
  await transport.send(letter, nothing)
  assert.equal(connections, 1)
  const closed = [...plain.sockets()].map((socket) => new Promise((resolve) => socket.once('close', resolve)))
  for (const socket of plain.sockets()) socket.destroy()
  await Promise.all(closed)
  await new Promise((resolve) => setTimeout(resolve, 50))
  await transport.send(letter, nothing)
  transport.close()
  assert.equal(connections, 2)
  assert.equal(plain.taken.length, 4)
})

test('a server that wants a new connection for the next mail gets one at once', async () => {
  plain.reset()
  const sessions = new Set<string>()
  plain.onRecipient = (_address, { id }) => {
    if (sessions.has(id)) throw refusal(421, '4.7.0 Enough for now')
    sessions.add(id)
  }
  const transport = openSmtp(new URL(plain.url))
  for (let mail = 0; mail < 3; mail += 1) await transport.send(letter, async () => undefined)
  transport.close()
  assert.deepEqual([plain.taken.length, sessions.size], [3, 3])
  plain.reset()
})

test('when the hand-over cannot be noted the mail does not leave', async () => {
  plain.taken.length = 0
  const fault = new Error('the database is away')
  const transport = openSmtp(new URL(plain.url))
  await assert.rejects(
    transport.send(letter, () => Promise.reject(fault)),
    fault,
  )
  transport.close()
  await new Promise((resolve) => setTimeout(resolve, 100))
  assert.deepEqual(plain.taken, [])
})

test('a server that is not there is told apart from one that refuses', async () => {
  await assert.rejects(send(new URL('smtp://127.0.0.1:1')), Unreachable)
})
