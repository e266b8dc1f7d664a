import { dirname } from 'node:path'
import packed from '@sparticuz/chromium'
import { readRunning } from '../../src/database/engine/socket.ts'
import { removeLeftovers, socketVariable, startTestEngine, type TestEngine } from './engine.ts'
import { makeAssetsOnce } from './made-assets.ts'

let shared: TestEngine | undefined

/**
 * node --test-global-setup: one engine for the whole run, in which every test file has a database of its own, and one
 * set of style sheets and scripts. The browser unpacks itself when it is first wanted, and must not be started by one
 * file while another one is still unpacking it.
 */
export async function globalSetup(): Promise<void> {
  await removeLeftovers()
  await packed.executablePath()
  shared = await startTestEngine()
  // Said aloud: without its reason, every test after it fails for a reason that is not its own.
  shared.engine.onState((state) => {
    if ('fault' in state) console.error(`The tests' database: ${state.name}. ${state.fault.message}`)
  })
  await makeAssetsOnce(dirname(shared.folder))
  const running = await readRunning(shared.folder)
  process.env[socketVariable] = running?.socket
}

export async function globalTeardown(): Promise<void> {
  await shared?.stop()
}
