import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Difference, diffWords } from '../../src/content/diff.ts'

const join = (parts: Difference[], without: Difference['kind']) =>
  parts
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join('')

/** The same numbers in every run. */
function makeText(seed: number, length: number, vocabulary: number, gap: string): string {
  let state = seed
  let text = ''
  while (text.length < length) {
    state = (state * 1103515245 + 12345) % 2147483648
    text += `w${state % vocabulary}${gap}`
  }
  return text.slice(0, length)
}

describe('The difference of two revisions', () => {
  it('is told in words', () => {
    assert.deepEqual(diffWords('The quick brown fox.', 'The slow brown fox jumps.'), [
      { kind: 'same', text: 'The ' },
      { kind: 'removed', text: 'quick' },
      { kind: 'added', text: 'slow' },
      { kind: 'same', text: ' brown fox' },
      { kind: 'added', text: ' jumps' },
      { kind: 'same', text: '.' },
    ])
  })

  it('of equal texts is one part, of nothing none', () => {
    assert.deepEqual(diffWords('a b', 'a b'), [{ kind: 'same', text: 'a b' }])
    assert.deepEqual(diffWords('', ''), [])
    assert.deepEqual(diffWords('', 'a'), [{ kind: 'added', text: 'a' }])
    assert.deepEqual(diffWords('a', ''), [{ kind: 'removed', text: 'a' }])
  })

  it('finds a repeated word at either end only once', () => {
    assert.deepEqual(diffWords('a a', 'a a a').length > 1, true)
    for (const [before, after] of [
      ['a a', 'a a a'],
      ['a a a', 'a'],
      ['b a', 'a b a'],
      ['a', 'a\na'],
    ] as const) {
      const parts = diffWords(before, after)
      assert.equal(join(parts, 'added'), before)
      assert.equal(join(parts, 'removed'), after)
    }
  })

  it('gives back both texts and takes a bounded time, whatever they are', () => {
    const size = 50_000
    const pairs: [string, string][] = [
      [makeText(1, size, 1000, ' '), makeText(2, size, 1000, ' ')],
      [makeText(1, size, 3, ' '), makeText(2, size, 3, ' ')],
      [makeText(1, size, 5, '\n'), makeText(7, size, 5, '\n')],
      ['a b '.repeat(size / 4), 'b a '.repeat(size / 4)],
      ['!?'.repeat(size / 2), '?,'.repeat(size / 2)],
      ['\n'.repeat(size), 'a\n'.repeat(size / 2)],
      ['x'.repeat(size), 'y '.repeat(size / 2)],
      ['😀'.repeat(size / 2), '😀\u0301'.repeat(size / 3)],
    ]
    for (const [before, after] of pairs) {
      const start = process.cpuUsage()
      const parts = diffWords(before, after)
      assert.ok(process.cpuUsage(start).user < 3_000_000)
      assert.ok(join(parts, 'added') === before && join(parts, 'removed') === after)
      for (let at = 1; at < parts.length; at++) assert.notEqual(parts[at]?.kind, parts[at - 1]?.kind)
    }
  })

  it('shows a few changed words in a long text as those few words', () => {
    const before = makeText(3, 50_000, 1000, ' ')
    const words = before.split(' ')
    const after = words.map((word, at) => (at % 1000 === 7 ? 'new' : word)).join(' ')
    const changed = diffWords(before, after).filter(({ kind }) => kind !== 'same')
    assert.equal(changed.length, 2 * Math.ceil((words.length - 7) / 1000))
  })
})
