import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Mark, markText } from '../../public/js/lib/marks.ts'

/** `[` and `]` show the selection, before and after. */
function press(kind: Mark, shown: string): string {
  const start = shown.indexOf('‹')
  const end = shown.indexOf('›') - 1
  const source = shown.replace('‹', '').replace('›', '')
  const { text, from, to, ...place } = markText(kind, source, start, end)
  const changed = source.slice(0, place.start) + text + source.slice(place.end)
  return `${changed.slice(0, from)}‹${changed.slice(from, to)}›${changed.slice(to)}`
}

test('bold and italic go around the words and off again', () => {
  assert.equal(press('bold', 'a ‹b› c'), 'a **‹b›** c')
  assert.equal(press('bold', 'a **‹b›** c'), 'a ‹b› c')
  assert.equal(press('italic', '‹›'), '*‹slanted words›*')
})

test('a quote and a list begin each line, and off again', () => {
  assert.equal(press('quote', 'x\n‹one\ntwo›'), 'x\n‹> one\n> two›')
  assert.equal(press('quote', 'x\n‹> one\n> two›'), 'x\n‹one\ntwo›')
  assert.equal(press('list', '‹›'), '- ‹first thing›')
  assert.equal(press('list', 'ab‹c›'), '- ‹abc›')
})

test('code is a span in a line and a block over several', () => {
  assert.equal(press('code', 'a ‹b›'), 'a `‹b›`')
  assert.equal(press('code', '‹a\nb\n›'), '‹```\na\nb\n```\n›')
})

test('a link asks for what is missing: the address, or the words', () => {
  assert.equal(press('link', 'see ‹this›'), 'see [this](‹https://›)')
  assert.equal(press('link', '‹https://example.org/a›'), '[‹words›](https://example.org/a)')
  assert.equal(press('link', '‹›'), '[‹words›](https://)')
})
