import { createHmac, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { config } from '../config.ts'
import { impersonal } from '../database/personal.ts'
import { declareStore } from '../database/stores.ts'

declareStore({
  name: 'pseudonym-key',
  kind: 'file',
  personal: impersonal('turns addresses in our logs into something nobody can read back', 'settings', 'N0'),
})

let key: Buffer | undefined

/**
 * The same person gives the same pseudonym, in every process, and nobody without the key can go back or try out
 * guesses. Kinds ("account", "address") keep equal words apart.
 */
export function pseudonym(kind: string, value: string): string {
  key ??= readKey()
  return createHmac('sha256', key).update(`${kind}\0${value}`).digest('base64url')
}

function readKey(): Buffer {
  // Several machines share SESSION_SECRET, so they share the key that follows from it.
  if (config.sessionSecret)
    return createHmac('sha256', config.sessionSecret).update('parley pseudonyms').digest()
  const file = join(config.dataDir, 'pseudonym-key')
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const mine = `${file}.${randomBytes(6).toString('hex')}`
  writeFileSync(mine, randomBytes(32), { mode: 0o600, flush: true })
  try {
    // A link appears whole or not at all: of two processes that start together, both read the same key.
    linkSync(mine, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(mine)
  }
  return readFileSync(file)
}
