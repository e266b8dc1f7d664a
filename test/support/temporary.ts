import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const made: string[] = []

process.once('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

/** Goes with the process of the test file. */
export function temporaryFolder(what: string): string {
  const folder = mkdtempSync(join(tmpdir(), `parley-${what}-`))
  made.push(folder)
  return folder
}
