import assert from 'node:assert/strict'
import { test } from 'node:test'
import { excerptAround, markWords } from '../../src/content/search-marks.ts'

test('hits are pieces of their own and the text stays whole', () => {
  const text = 'Cats, and a <b>cat</b>; no dogs.'
  const pieces = markWords(text, ['cat'])
  assert.equal(pieces.map((piece) => piece.text).join(''), text)
  assert.deepEqual(
    pieces.filter((piece) => piece.isHit).map((piece) => piece.text),
    ['Cats', 'cat'],
  )
})

test('accents and capitals do not hide a hit', () => {
  assert.deepEqual(markWords('CRÈME', ['crem']), [{ text: 'CRÈME', isHit: true }])
})

test('typed expressions are never expressions: a bomb is only text', () => {
  const began = performance.now()
  const pieces = markWords(`${'a'.repeat(50_000)}!`, ['(a+)+$', '.*'])
  assert.equal(
    pieces.some((piece) => piece.isHit),
    false,
  )
  // As an expression it would take longer than the world will stand.
  assert.ok(performance.now() - began < 20_000)
})

test('the excerpt is one line around the first hit, cut between words', () => {
  const text = `${'before '.repeat(100)}\n\nneedle ${'after '.repeat(100)}`
  const shown = excerptAround(text, ['needle'])
  assert.match(shown, /^… before .*needle after .* …$/)
  assert.ok(shown.length < 320)
})

test('without a hit in the text, as when the title has it, the excerpt is its beginning', () => {
  assert.equal(excerptAround('Only a short text.', ['nothing']), 'Only a short text.')
  assert.equal(excerptAround('', ['nothing']), '')
})

test('a letter of two halves is not cut in the middle', () => {
  const shown = excerptAround(`${'🎈'.repeat(400)}`, ['x'])
  assert.equal(shown, shown.toWellFormed())
})
