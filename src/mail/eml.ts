import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { days, nowMs } from '../clock.ts'
import { config } from '../config.ts'
import { declareStore } from '../database/stores.ts'
import { composeMail, type Letter, oneLine } from './compose.ts'
import { firstLink } from './text-part.ts'
import type { Transport } from './transport.ts'

declareStore({
  name: 'outbox/',
  kind: 'folder',
  personal: {
    whose: 'recipient',
    purpose: 'the mails of a site that has no mail server yet',
    clause: 'N4',
    retention: 'delivery_log',
    export: false,
    erasure: 'delete',
  },
})

/** Named by time and message: a mail that is written again after a crash replaces itself. */
function fileName(letter: Letter): string {
  const time = letter.createdAt
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replaceAll(':', '-')
  return `${time}-${letter.messageId.replace(/@.*$/, '').replace(/\W/g, '')}.eml`
}

async function writeWhole(folder: string, name: string, bytes: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const draft = join(folder, `.${name}.${randomBytes(4).toString('hex')}`)
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, join(folder, name))
  const directory = await open(folder, 'r')
  // Where a folder cannot be synced (Windows) the rename is as durable as it gets.
  await directory.sync().catch(() => undefined)
  await directory.close()
}

/** For the person who tries the forum and has no mail server: the link is in the terminal. */
function printLink(letter: Letter): void {
  const link = firstLink(letter.text)
  const person = letter.to.slice(0, letter.to.lastIndexOf('@'))
  process.stdout.write(`Mail for ${person}: ${oneLine(letter.subject)}${link ? ` – ${link}` : ''}\n`)
}

export function openFolder(folder: string): Transport {
  return {
    isRepeatable: true,
    async send(letter, handOver) {
      const bytes = composeMail(letter, true)
      await handOver()
      await writeWhole(folder, fileName(letter), bytes)
      printLink(letter)
    },
    close: () => undefined,
  }
}

/** Deletes files older than the delivery log keeps its rows, and drafts that a crash left. */
export async function purgeOutboxFolder(folder = join(config.dataDir, 'outbox')): Promise<void> {
  const oldest = nowMs() - days(config.retention.delivery_log.days ?? 0)
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name)
    const found = await stat(file).catch(() => undefined)
    const longest = name.startsWith('.') ? nowMs() - days(1) : oldest
    if (found?.isFile() && found.mtimeMs < longest) await rm(file, { force: true })
  }
}
