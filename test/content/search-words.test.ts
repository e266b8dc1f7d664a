import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSearch } from '../../src/content/search-words.ts'

test('one word is found in all its forms, so it is not demanded letter by letter', () => {
  assert.deepEqual(parseSearch('posting'), { expression: 'posting', roots: ['post'] })
})

test('of several words each is demanded by its root', () => {
  assert.deepEqual(parseSearch('running shoes'), {
    expression: 'running shoes "run" "sho"',
    roots: ['run', 'sho'],
  })
})

test('words in quotation marks are demanded as they stand, with either kind of marks', () => {
  assert.deepEqual(parseSearch('"hello there"')?.expression, '"hello there"')
  assert.deepEqual(parseSearch('“hello there” cats')?.expression, 'cats "cat" "hello there"')
})

test('a quotation mark without a partner opens nothing', () => {
  assert.equal(parseSearch('"hello')?.expression, 'hello')
})

test('operators are not operators: a minus, a dollar, a star only divide words', () => {
  for (const typed of ['-cats', '$cats', 'cats*', '(cats)', '\\cats', '{"$gt":"cats"}'.replace('gt', '')])
    assert.equal(parseSearch(typed)?.expression.replaceAll('"', ''), 'cats', typed)
  assert.doesNotMatch(parseSearch('one -two $where three')?.expression ?? '', /[-$]/)
})

test('nothing but signs is no search', () => {
  for (const typed of ['', '   ', '-', '"""', '$$$', '.*', '()+[]'])
    assert.equal(parseSearch(typed), undefined)
})

test('short words keep their letters, accents fold for marking', () => {
  assert.deepEqual(parseSearch('as')?.roots, ['as'])
  assert.deepEqual(parseSearch('Crème')?.roots, ['crem'])
})

test('a flood of words and endless words are cut', () => {
  const wanted = parseSearch(`${'word '.repeat(2000)} ${'x'.repeat(5000)}`)
  assert.ok((wanted?.expression.length ?? 0) < 1500)
  assert.deepEqual(wanted?.roots, ['word'])
})
