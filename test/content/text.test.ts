import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { excerpt } from '../../src/content/excerpt.ts'
import { fold } from '../../src/content/fold.ts'
import { slugify } from '../../src/content/slug.ts'

describe('An excerpt', () => {
  it('is one line, cut between words, never longer than asked', () => {
    assert.equal(excerpt('a short\n\n text ', 50), 'a short text')
    assert.equal(excerpt('The quick brown fox jumps over', 20), 'The quick brown fox…')
    assert.equal(excerpt('One, two, three', 10), 'One, two…')
    assert.equal(excerpt('Leave an address. We answer there.', 20), 'Leave an address…')
    assert.equal(excerpt('Well... I do not know yet', 9), 'Well…')
    assert.equal(excerpt('Really? I do not know yet', 12), 'Really? I…')
    for (let length = 1; length < 60; length++)
      assert.ok(excerpt('The quick, brown 😀 fox — jumps over a fence 😀😀😀 now', length).length <= length)
  })

  it('cuts an endless word rather than showing nothing, and no character in half', () => {
    assert.equal(excerpt('a'.repeat(30), 10), `${'a'.repeat(9)}…`)
    for (let length = 1; length < 20; length++) assert.ok(excerpt('😀'.repeat(20), length).isWellFormed())
  })
})

describe('A slug', () => {
  it('is Latin letters, digits and hyphens', () => {
    assert.equal(slugify('Héllo, Wörld! It’s 2026'), 'hello-world-its-2026')
    assert.equal(slugify('Straße Ærø Łódź İstanbul'), 'strasse-aero-lodz-istanbul')
    assert.equal(slugify('  --a--b--  '), 'a-b')
    assert.equal(slugify('Ｆｕｌｌ ｗｉｄｔｈ'), 'full-width')
  })

  it('is "topic" where nothing is left', () => {
    for (const title of ['', '!!!', '日本語', '😀', '../..', '\u202E']) assert.equal(slugify(title), 'topic')
  })

  it('holds nothing that means something in an address, and is short', () => {
    for (const title of ['a/b?c#d&e=f', '<a>%00', '../../etc', 'x'.repeat(1_000_000), 'word '.repeat(100)]) {
      assert.match(slugify(title), /^[a-z0-9]+(-[a-z0-9]+)*$/)
      assert.ok(slugify(title).length <= 80)
    }
    assert.equal(slugify('word '.repeat(100)), 'word-'.repeat(16).slice(0, -1))
  })
})

describe('Folding', () => {
  it('makes the same of what people call the same', () => {
    const same = [
      ['Café', 'CAFE\u0301'],
      ['Straße', 'STRASSE'],
      ['a  b', ' A\u00A0B\n'],
      ['Ｆull', 'full'],
      ['İ', 'i'],
      ['soft\u00ADhyphen', 'softhyphen'],
      ['e\u200Bvil', 'evil'],
      ['Øre', 'ore'],
    ]
    for (const [one = '', other = ''] of same) assert.equal(fold(one), fold(other))
  })

  it('keeps apart what is not the same, and the vowels of scripts that write them as marks', () => {
    assert.notEqual(fold('हिंदी'), fold('हद'))
    assert.notEqual(fold('a b'), fold('ab'))
    assert.equal(fold('한국어'), '한국어')
    assert.equal(fold('Пётр'), 'петр')
  })

  it('is stable', () => {
    for (const text of ['Café Ærø', 'ẞ', 'ǅ', 'ﬁ', 'Ⅻ', '½', 'İI', 'ΑΣ'])
      assert.equal(fold(fold(text)), fold(text), text)
  })
})
