import '../support/env.ts'
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { FolderStore } from '../../src/media/folder-store.ts'
import { GridStore } from '../../src/media/grid-store.ts'
import type { ImageStore } from '../../src/media/store.ts'
import { closeTestDatabase, openTestDatabase } from '../support/database.ts'
import { before } from '../support/hooks.ts'
import { temporaryFolder } from '../support/temporary.ts'

before(openTestDatabase)
after(closeTestDatabase)

const root = join(temporaryFolder('store'), 'images')
const stores: Record<string, ImageStore> = { folder: new FolderStore(root), database: new GridStore() }
const [first, second] = ['6b0554000000000000000001', '6b0554000000000000000002']

async function names(store: ImageStore): Promise<string[]> {
  const found: string[] = []
  for await (const { image, at } of store.list()) {
    assert.ok(Math.abs(Date.now() - at.getTime()) < 60_000)
    found.push(image)
  }
  return found.sort()
}

for (const [name, store] of Object.entries(stores))
  test(`pictures in the ${name}: kept whole, found by size, listed once, removed in every size`, async () => {
    const large = Buffer.alloc(700_000, 'x')
    assert.deepEqual(await names(store), [])
    assert.equal(await store.get(first, 960), undefined)
    await store.put(first, 960, large)
    await store.put(first, 320, Buffer.from('small'))
    await store.put(second, 320, Buffer.from('other'))
    assert.deepEqual(await store.get(first, 960), large)
    assert.equal(String(await store.get(first, 320)), 'small')
    assert.equal(await store.get(first, 1920), undefined)
    await store.put(first, 320, Buffer.from('again'))
    assert.equal(String(await store.get(first, 320)), 'again')
    assert.deepEqual(await names(store), [first, second])
    await Promise.all([store.remove(first), store.remove(first)])
    assert.deepEqual(await names(store), [second])
    assert.equal(await store.get(first, 960), undefined)
    assert.equal(String(await store.get(second, 320)), 'other')
  })

test('a file that was cut off while it was written is never taken for a picture', () => {
  const found = readdirSync(root, { recursive: true, encoding: 'utf8' })
  assert.deepEqual(
    found.filter((name) => name.endsWith('.part')),
    [],
  )
})
