import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { LogFile } from '../src/log-file.ts'
import { temporaryFolder } from './support/temporary.ts'

function openFile() {
  const path = join(temporaryFolder('log'), 'log')
  const fd = openSync(path, 'a')
  return { file: new LogFile(fd), read: () => readFileSync(path, 'utf8'), close: () => closeSync(fd) }
}

test('every line arrives, whole and in order, however many there are', () => {
  const { file, read, close } = openFile()
  const lines = Array.from({ length: 20_000 }, (_, n) => `{"line":${n},"words":"é – 語"}\n`)
  for (const line of lines) file.write(line)
  file.flush()
  assert.equal(read(), lines.join(''))
  close()
})

test('a line longer than the buffer is written all the same', () => {
  const { file, read, close } = openFile()
  const long = `${'é'.repeat(100_000)}\n`
  file.write('before\n')
  file.write(long)
  file.write('after\n')
  file.flush()
  assert.equal(read(), `before\n${long}after\n`)
  close()
})

test('a closed output stops nothing', () => {
  const { file, close } = openFile()
  close()
  file.write('nobody reads this\n')
  file.flush()
  file.write('nor this\n')
  file.flush()
})

test('a reader who stands still is waited for once, and heard again when it reads', () => {
  const path = join(temporaryFolder('log'), 'pipe')
  execFileSync('mkfifo', [path])
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  const file = new LogFile(writer)
  const began = performance.now()
  // A hundred times what a pipe holds: if each write beyond that waited its fifth of a second, it would take twenty.
  for (let n = 0; n < 100_000; n += 1) file.write(`${'x'.repeat(63)}\n`)
  file.flush()
  assert.ok(performance.now() - began < 10_000, 'the forum does not stand still with it')
  const held = Buffer.alloc(1_000_000)
  assert.ok(readSync(reader, held) > 0)
  file.write('heard again\n')
  file.flush()
  const length = readSync(reader, held)
  assert.match(held.toString('utf8', 0, length), /heard again\n$/)
  closeSync(writer)
  closeSync(reader)
})
