import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pathWithin } from '../../src/auth/way-on.ts'
import { pathOfReferrer } from '../../src/privacy/way-back.ts'

test('a path of this site is a way back', () => {
  for (const path of ['/', '/t/hello/7?before=3', '/c/open#new', '/u/rosa%20m', '/t/7//8'])
    assert.equal(pathWithin(path), path)
})

test('an address that leads elsewhere is no way back', () => {
  const hostile = [
    'https://evil.example/',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'javascript:alert(1)',
    'evil.example',
    ' /x',
    '',
    `/${'a'.repeat(3000)}`,
    ['/x'],
    { toString: () => '/x' },
    undefined,
    null,
    7,
  ]
  for (const address of hostile) assert.equal(pathWithin(address), undefined, String(address))
})

test('only a referrer of this host is a way back', () => {
  assert.equal(pathOfReferrer('http://here:3000/t/a/1?x=1#y', 'here:3000'), '/t/a/1?x=1')
  assert.equal(pathOfReferrer('http://evil.example/t/a/1', 'here:3000'), undefined)
  assert.equal(pathOfReferrer('http://here:3000//evil.example/', 'here:3000'), undefined)
  assert.equal(pathOfReferrer('nonsense', 'here:3000'), undefined)
  assert.equal(pathOfReferrer(undefined, 'here:3000'), undefined)
})

test('what comes out never holds a character that could end a header', () => {
  assert.equal(pathWithin('/x\r\nSet-Cookie: a=b'), '/xSet-Cookie:%20a=b')
})
