import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labelKey, labelPath } from '../../src/content/label.ts'

test('labels that people would call the same have one key', () => {
  for (const label of [
    'Red Brick',
    'red  brick',
    'RED-BRICK',
    'réd brick',
    'red\u200bbrick'.replace('\u200b', ' \u200b'),
    ' _red/brick_ ',
  ])
    assert.equal(labelKey(label), 'red-brick')
})

test('signs that are part of a name stay, so that names do not become others', () => {
  assert.deepEqual(['C', 'C++', 'C#', '☕', '日本'].map(labelKey), ['c', 'c++', 'c#', '☕', '日本'])
})

test('what leaves nothing to look for has no key, and no key leaves its address', () => {
  for (const label of ['..', '/', ' - ', '\u200b\u2060', '!?']) assert.equal(labelKey(label), '')
  assert.equal(labelPath(labelKey('a/../b?c#d')), '/tag/a-b-c%23d')
})
