import { createHash } from 'node:crypto'
import { domainToASCII } from 'node:url'
import { encodeWord, encodeWords, foldLines } from 'nodemailer/lib/mime-funcs'
import { encode, wrap } from 'nodemailer/lib/qp'
import { config } from '../config.ts'
import { writeHtmlPart } from './html-part.ts'
import { writeTextPart } from './text-part.ts'

export interface Letter {
  messageId: string
  createdAt: Date
  to: string
  subject: string
  text: string
  unsubscribe?: string
}

/** An address we do not write to, because it is none or holds more than one. */
export class NotMailable extends Error {}

/** @returns the address with its domain in ASCII. @throws NotMailable */
export function readAddress(to: string): { address: string; domain: string } {
  const parts = /^([^\s"(),:;<>@[\\\]\p{Cc}]+)@([^\s"(),:;<>@[\\\]\p{Cc}]+)$/u.exec(to)
  const local = parts?.[1] ?? ''
  const domain = domainToASCII(parts?.[2] ?? '')
  if (local === '' || domain === '' || to.length > 254 || /[^ -~]/.test(local))
    throw new NotMailable('This is not an address we can write to.')
  return { address: `${local}@${domain}`, domain }
}

/** One line, whatever was typed: a line break in a header would start another header. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
}

/** What looks like an encoded word already is encoded once more: it must be shown as it was typed. */
function writeSubject(subject: string): string {
  const line = oneLine(subject)
  const words = line.includes('=?') ? encodeWord(line, 'Q', 52) : encodeWords(line, 'Q', 52)
  return foldLines(`Subject: ${words}`, 76)
}

function writeFrom(): string {
  const name = oneLine(config.siteName)
  const isPlain = /^[\w !#$%&'*+\-/^`{|}~]+$/.test(name)
  return foldLines(`From: ${isPlain ? `"${name}"` : encodeWord(name, 'Q', 52)} <${config.mailFrom}>`, 76)
}

/** RFC 5322 wants numbers for the zone; `toUTCString` says GMT. */
const writeDate = (at: Date) => `Date: ${at.toUTCString().replace('GMT', '+0000')}`

/** The plainest encoding that carries the part; never base64, so that anybody can read the source of a mail. */
function writePart(type: string, content: string, carriesEightBits: boolean): string {
  const isAscii = !/[^\n\r -~]/.test(content)
  // RFC 5322: no line longer than 998 octets.
  const fits = content.split('\r\n').every((line) => Buffer.byteLength(line) <= 998)
  const encoding = fits && isAscii ? '7bit' : fits && carriesEightBits ? '8bit' : 'quoted-printable'
  return [
    `Content-Type: ${type}; charset=utf-8`,
    `Content-Transfer-Encoding: ${encoding}`,
    '',
    encoding === 'quoted-printable' ? wrap(encode(content), 76) : content,
  ].join('\r\n')
}

/** RFC 8058: the mail program itself can end such mails. An address that is longer than a line stays whole. */
function writeUnsubscribe({ unsubscribe }: Letter): string[] {
  if (unsubscribe === undefined) return []
  return [`List-Unsubscribe: <${oneLine(unsubscribe)}>`, 'List-Unsubscribe-Post: List-Unsubscribe=One-Click']
}

/**
 * The whole message, byte for byte the same at every try.
 * @param carriesEightBits the way it travels does not mind bytes above 127 (a file; not every mail server)
 */
export function composeMail(letter: Letter, carriesEightBits: boolean): Buffer {
  // Follows from the words themselves, so nobody can write a mail that contains its own boundary.
  const seal = createHash('sha256').update(letter.messageId).update(letter.text).digest('hex')
  const boundary = `part-${seal.slice(0, 32)}`
  const parts = [
    writePart('text/plain', writeTextPart(letter.text), carriesEightBits),
    writePart('text/html', writeHtmlPart(oneLine(letter.subject), letter.text), carriesEightBits),
  ]
  const lines = [
    writeFrom(),
    `To: ${readAddress(letter.to).address}`,
    writeSubject(letter.subject),
    `Message-ID: ${letter.messageId}`,
    writeDate(letter.createdAt),
    // RFC 3834: out-of-office robots must not answer.
    'Auto-Submitted: auto-generated',
    'X-Auto-Response-Suppress: All',
    ...writeUnsubscribe(letter),
    'Content-Language: en-GB',
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative;\r\n boundary="${boundary}"`,
    '',
    ...parts.map((part) => `--${boundary}\r\n${part}`),
    `--${boundary}--`,
    '',
  ]
  return Buffer.from(lines.join('\r\n'))
}
