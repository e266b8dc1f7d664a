import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Engine, type EngineOptions, startEngine } from '../../src/database/engine/engine.ts'
import { isAlive } from '../../src/database/engine/socket.ts'

/** Patched copies stay here between runs; they are checked against their sums at every start. */
export const addonCache = fileURLToPath(new URL('../../node_modules/.cache/parley', import.meta.url))

/** The socket of the run's one engine, for test files in processes of their own. */
export const socketVariable = 'PARLEY_TEST_SOCKET'

const prefix = 'parley-test-'

export interface TestEngine {
  engine: Engine
  folder: string
  stop(): Promise<void>
}

/** An engine in a temporary folder of its own, which goes with it. */
export async function startTestEngine(options: Partial<EngineOptions> = {}): Promise<TestEngine> {
  const home = await makeFolder()
  const folder = join(home, 'db')
  const engine = await startEngine({ folder, cacheFolder: addonCache, ...options })
  return {
    engine,
    folder,
    async stop() {
      await engine.stop()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** A temporary folder whose name says which process it belongs to. */
export function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`))
}

/** Removes what runs left behind that were killed before they could. */
export async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
    if (owner && !isAlive(Number(owner)))
      await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {})
  }
}
