import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkServerVersion } from '../../src/database/server-version.ts'

test('servers that are too old are refused with a sentence, before anything is written', () => {
  for (const version of ['8.0.0', '8.2.1-rc0', '9.0.0-alpha0', '10.1.0']) checkServerVersion(version)
  for (const version of ['7.0.14', '4.4.29', 'unknown'])
    assert.throws(
      () => checkServerVersion(version),
      new RegExp(`MongoDB ${version.replaceAll('.', '\\.')}, .*8 or newer`),
    )
})
