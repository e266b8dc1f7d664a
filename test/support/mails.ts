import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type AddressObject, simpleParser } from 'mailparser'

export interface ReadMail {
  to: string
  subject: string
  text: string
  html: string
  /** Addresses in the plain text, first to last. */
  links: string[]
}

/** The mails in a forum's outbox folder, oldest first. */
export async function mailsIn(dataDir: string): Promise<ReadMail[]> {
  const folder = join(dataDir, 'outbox')
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^[^.].*\.eml$/.test(name)).sort()
  return Promise.all(names.map(async (name) => readMail(await readFile(join(folder, name)))))
}

export async function readMail(source: Buffer): Promise<ReadMail> {
  const mail = await simpleParser(source)
  const text = mail.text ?? ''
  return {
    to: (mail.to as AddressObject | undefined)?.text ?? '',
    subject: mail.subject ?? '',
    text,
    html: mail.html || '',
    links: text.match(/https?:\/\/\S+/g) ?? [],
  }
}
