import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { config } from '../config.ts'
import { impersonal } from '../database/personal.ts'
import { declareStore } from '../database/stores.ts'

declareStore({
  name: 'secret',
  kind: 'file',
  personal: impersonal('signs cookies, so that nobody can make one up', 'settings', 'N15'),
})

/** SESSION_SECRET, or one made at the first start and kept in DATA_DIR: sessions survive a restart. */
export function sessionSecret(): string {
  if (config.sessionSecret) return config.sessionSecret
  const file = join(config.dataDir, 'secret')
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  try {
    // `wx`: of two processes that start together, one writes and both read the same.
    writeFileSync(file, randomBytes(48).toString('base64url'), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(file, 'utf8')
}
