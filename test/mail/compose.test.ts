import '../support/quiet.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { config } from '../../src/config.ts'
import { composeMail, type Letter, NotMailable, readAddress } from '../../src/mail/compose.ts'
import { readMail } from '../support/mails.ts'

const letter = (overrides: Partial<Letter> = {}): Letter => ({
  messageId: '<0123@localhost>',
  createdAt: new Date('2026-11-22T10:00:00Z'),
  to: 'ada@example.org',
  subject: 'Confirm your address',
  text: 'Hello Ada,\n\nplease confirm that this is your address.',
  ...overrides,
})
const source = (overrides: Partial<Letter> = {}, carriesEightBits = false) =>
  composeMail(letter(overrides), carriesEightBits).toString()
const headersOf = (text: string) => text.slice(0, text.indexOf('\r\n\r\n')).split(/\r\n(?![ \t])/)
const link = (length: number) => `${config.siteUrl}/confirm/${'a'.repeat(length)}?x=1`

test('a mail has a plain and an HTML part with the same words', async () => {
  const mail = await readMail(
    composeMail(letter({ text: `Hello <b>Ada</b> & co,\n\n${link(20)}\n\nBye` }), false),
  )
  assert.match(mail.text, /^Hello <b>Ada<\/b> & co,\n\n/)
  assert.ok(mail.text.includes(`\n\n${link(20)}\n\n`))
  assert.ok(mail.html.includes('Hello &lt;b&gt;Ada&lt;/b&gt; &amp; co,'))
  assert.ok(mail.html.includes(`<a href="${link(20)}"`))
  assert.ok(mail.html.includes(`<h1`) && mail.html.includes(`>${config.siteName}</h1>`))
})

test('the source of an ASCII mail can be read as it is, and no link in it is broken', () => {
  const text = source({ text: `${'A long line of plain words. '.repeat(20)}\n\n${link(300)}` })
  assert.ok(text.includes(`\r\n${link(300)}\r\n`))
  assert.doesNotMatch(text, /base64|quoted-printable/)
  for (const line of text.split('\r\n'))
    assert.ok(line.length <= 78 || line.includes('http') || line.includes('<'), line)
})

test('names beyond ASCII are readable and never base64', async () => {
  const words = { subject: 'Åsa Ünsal wrote to you', text: 'Hello Åsa Ünsal,\n\nЯна and 李 say “hello” – 👋' }
  for (const carriesEightBits of [false, true]) {
    const bytes = composeMail(letter(words), carriesEightBits)
    assert.doesNotMatch(bytes.toString(), /base64|=\?utf-8\?b\?/i)
    const mail = await readMail(bytes)
    assert.equal(mail.subject, words.subject)
    assert.ok(mail.text.startsWith(words.text))
    assert.ok(mail.html.includes('&#197;sa &#220;nsal'))
  }
  assert.ok(composeMail(letter(words), true).toString().includes('\r\nHello Åsa Ünsal,\r\n'))
  assert.ok([...composeMail(letter(words), false)].every((byte) => byte < 128))
})

test('a link of a thousand characters comes out whole', async () => {
  const mail = await readMail(composeMail(letter({ text: link(1200) }), false))
  assert.ok(mail.links.includes(link(1200)))
  for (const line of source({ text: link(1200) }).split('\r\n')) assert.ok(Buffer.byteLength(line) <= 998)
})

test('a line break in the subject starts no header', () => {
  for (const end of ['\r\n', '\n', '\r', '\u2028', '\0\r\n', '\u0085']) {
    const headers = headersOf(source({ subject: `Hello${end}Bcc: all@example.org${end}${end}<p>words` }))
    assert.ok(!headers.some((header) => /^bcc/i.test(header)))
    assert.equal(headers.filter((header) => header.startsWith('Subject:')).length, 1)
    assert.equal(headers.length, 10)
  }
})

test('an encoded word in a subject is shown as typed, not decoded', async () => {
  const subject = '=?utf-8?Q?Bcc:_x?= and =?utf-8?B?QmNj?='
  const mail = await readMail(composeMail(letter({ subject }), false))
  assert.equal(mail.subject, subject)
})

test('an address that holds more than one address is refused', () => {
  const wrong = [
    'a@example.org, b@example.org',
    'a@example.org\r\nBcc: b@example.org',
    'Ada <a@example.org>',
    'a b@example.org',
    'a@b@example.org',
    '"a"@example.org',
    'a@example.org>',
    '@example.org',
    'a@',
    '',
    `${'a'.repeat(250)}@example.org`,
  ]
  for (const to of wrong) assert.throws(() => readAddress(to), NotMailable, to)
  assert.deepEqual(readAddress('ada@bücher.example'), {
    address: 'ada@xn--bcher-kva.example',
    domain: 'xn--bcher-kva.example',
  })
})

test('robots that answer mails are asked not to', () => {
  assert.ok(headersOf(source()).includes('Auto-Submitted: auto-generated'))
})

test('the same mail is the same bytes at every try', () => {
  assert.equal(source(), source())
  assert.ok(headersOf(source()).includes('Message-ID: <0123@localhost>'))
})

test('an address of another site never becomes a button', async () => {
  const text = `Somebody replied in\n\nhttps://evil.example/confirm\n\njavascript:alert(1)\n\n${config.siteUrl}.evil.example/`
  const { html } = await readMail(composeMail(letter({ text }), false))
  assert.deepEqual(
    [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href),
    [config.siteUrl],
  )
})

test('what a person typed cannot break out of the HTML part or end it', async () => {
  const [, boundary] = /boundary="(.*)"/.exec(source()) ?? []
  const text = `"><script>alert(1)</script>\n--${boundary}--\n.\n\nlast`
  const mail = await readMail(composeMail(letter({ text, subject: '</title><script>' }), false))
  assert.doesNotMatch(mail.html, /<script/)
  assert.match(mail.html, /last/)
})
