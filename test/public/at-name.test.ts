import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atNameBefore } from '../../public/js/lib/at-name.ts'

/** `|` is the cursor. */
const at = (marked: string) => atNameBefore(marked.replace('|', ''), marked.indexOf('|'))

test('a name is being typed after an @ and a letter, up to the cursor', () => {
  assert.deepEqual(at('@ro|'), { from: 0, query: 'ro' })
  assert.deepEqual(at('Thank you @rosa-l_1|'), { from: 10, query: 'rosa-l_1' })
  assert.deepEqual(at('One line\n(@to| and more)'), { from: 10, query: 'to' })
  assert.deepEqual(at('@Zoë|'), { from: 0, query: 'Zoë' })
})

test('nothing is offered where the server would find no mention, or where the cursor is inside a word', () => {
  for (const text of [
    '|',
    '@|',
    'a@ro|',
    'rosa@example|',
    '@@ro|',
    '/@ro|',
    '@ro |',
    '@ro|sa',
    '@ro\n|',
    'ro|',
  ])
    assert.equal(at(text), undefined, text)
  assert.equal(at(`@${'a'.repeat(25)}|`), undefined)
})
