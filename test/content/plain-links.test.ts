import '../support/quiet.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkPieces } from '../../src/content/plain-links.ts'

test('web addresses in a plain text become links, without the full stop behind them', () => {
  assert.deepEqual(linkPieces('See https://example.org/a?b=1. And (http://example.com/c), please'), [
    { text: 'See ' },
    { text: 'https://example.org/a?b=1', href: 'https://example.org/a?b=1' },
    { text: '. And (' },
    { text: 'http://example.com/c', href: 'http://example.com/c' },
    { text: '), please' },
  ])
  assert.deepEqual(
    linkPieces('https://en.wikipedia.org/wiki/Lime_(material)').map(({ href }) => href),
    ['https://en.wikipedia.org/wiki/Lime_(material)'],
  )
})

test('what only looks like an address stays text, and no character is lost', () => {
  for (const text of [
    'javascript:alert(1)',
    'https://bank.example@evil.example/',
    'data:text/html,x',
    'https://',
    '<script>https://x"onmouseover=alert(1)</script>',
    '',
    'two\nlines',
  ]) {
    const pieces = linkPieces(text)
    assert.equal(pieces.map((piece) => piece.text).join(''), text)
    for (const { href } of pieces) assert.doesNotMatch(href ?? '', /["<>@]/)
  }
})
