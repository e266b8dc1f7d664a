import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { type Assets, keepAssets, makeAssets, prepareAssets } from '../../src/web/assets.ts'

const fileVariable = 'PARLEY_TEST_ASSETS'

/** For every site of this run: bundling and compressing takes longer than many a test file. */
export async function makeAssetsOnce(folder: string): Promise<void> {
  const file = join(folder, 'assets')
  writeFileSync(file, serialize(await makeAssets()))
  process.env[fileVariable] = file
}

export async function prepareMadeAssets(): Promise<void> {
  const file = process.env[fileVariable]
  if (file) keepAssets(deserialize(readFileSync(file)) as Assets)
  else await prepareAssets()
}
