import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findRunning } from '../../database/engine/socket.ts'
import { impersonal } from '../../database/personal.ts'
import { declareStore } from '../../database/stores.ts'

/** What tells a demo's folder from a forum with people's words in it. */
export const demoMarker = 'PARLEY-DEMO.txt'
const markerText = 'A demo of Parley, with invented people. The next "npm run demo" empties this folder.\n'

declareStore({
  name: demoMarker,
  kind: 'file',
  personal: impersonal('Says that everything in this folder is invented', 'settings'),
})

/**
 * An empty data folder for the demo: a new one, or that of an earlier demo, emptied.
 * @throws where it holds anything else, or a demo runs on it
 */
export async function emptyDemoFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const names = await readdir(folder)
  if (names.length > 0 && !names.includes(demoMarker))
    throw new Error(
      `The folder ${folder} holds something that is not a demo, so nothing in it was touched. Please set DATA_DIR to an empty folder.`,
    )
  const running = await findRunning(join(folder, 'db'))
  if (running)
    throw new Error(`A demo runs on ${folder} already (process ${running.pid}). Please stop it first.`)
  // The marker goes last: a demo that was stopped while it was being emptied is still one.
  for (const name of names.filter((name) => name !== demoMarker))
    await rm(join(folder, name), { recursive: true, force: true })
  await writeFile(join(folder, demoMarker), markerText, { mode: 0o600 })
}
