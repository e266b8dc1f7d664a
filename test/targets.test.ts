import './support/quiet.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '../src/config.ts'

test('N9: a time for complaints may be shortened in the settings, never lengthened', () => {
  assert.deepEqual(readConfig({}).targets.decide, [5, 'working-days'])
  const shorter = readConfig({ TARGET_DECIDE: '3', TARGET_DECIDE_LATEST: '4' }).targets
  assert.deepEqual(
    [shorter.decide, shorter['decide-latest']],
    [
      [3, 'working-days'],
      [4, 'working-days'],
    ],
  )
  for (const [name, value] of Object.entries({
    DECIDE: '6',
    TRIAGE: '0',
    APPEAL: 'soon',
    INTERIM: '15.5',
    DECIDE_LATEST: '4',
  }))
    assert.throws(() => readConfig({ [`TARGET_${name}`]: value }), new RegExp(`TARGET_${name}`), name)
})
