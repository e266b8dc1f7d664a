/**
 * Import this before anything that reads the settings: `src/config.ts` reads the environment when it is imported.
 * Every test file is a process, and gets a DATA_DIR and an empty database of its own; one that has models of its own says
 * so before with `own-models.ts`.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { socketUri } from '../../src/database/engine/socket.ts'
import { borrowDatabase } from './database-pool.ts'
import { socketVariable } from './engine.ts'

const home = mkdtempSync(join(tmpdir(), `parley-test-${process.pid}-`))
const sharedSocket = process.env[socketVariable]

/** Is an engine running for the whole test run? Else `openTestDatabase` starts one for this file alone. */
export const hasSharedEngine = sharedSocket !== undefined
export const ownEngineFolder = join(home, 'db')

/** From the file before, with its indexes; else it goes with this file. A process that this file starts is given its. */
export const isBorrowed = hasSharedEngine && !process.env.OWN_MODELS && !process.env.MONGODB_URI

const socket = sharedSocket ?? join(home, 'run', 'm.sock')
const defaults = {
  DATA_DIR: join(home, 'data'),
  MONGODB_URI: socketUri(
    socket,
    isBorrowed ? borrowDatabase(socket) : `test-${process.pid}-${Date.now().toString(36)}`,
  ),
  RATE_LIMITS: 'relaxed',
  LOG_LEVEL: 'silent',
  PORT: '0',
  SITE_URL: 'http://localhost:3000',
}
for (const [name, value] of Object.entries(defaults)) process.env[name] ??= value
mkdirSync(process.env.DATA_DIR ?? defaults.DATA_DIR, { recursive: true })

process.once('exit', () => rmSync(home, { recursive: true, force: true }))
