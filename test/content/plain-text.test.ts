import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderMarkdown } from '../../src/content/markdown.ts'
import { plainText, sliceText } from '../../src/content/plain-text.ts'
import { vectors } from './vectors.ts'

const mentions = new Map([
  ['ada', 'account-ada'],
  ['bob', 'account-bob'],
])
const html = (source: string) => renderMarkdown(source, { mentions }).html

describe('Plain text', () => {
  it('is what the browser counts: text between tags, entities as one sign', () => {
    assert.equal(plainText(html('# a\n\nb *c* `<d>` & "e"\nf')), 'a\nb c <d> & "e"\nf')
    assert.equal(plainText(html('- a\n- b')), '\na\nb\n')
    assert.equal(plainText(html('&lt;b&gt; &amp;amp;')), '<b> &amp;')
  })

  it('counts a mention as one sign and a quote as none', () => {
    assert.equal(plainText(html('a @ada b')), 'a \uFFFC b')
    assert.equal(plainText(html('[quote 1/2@3]\na')), '\na')
    assert.equal(plainText(html('a\uFFFCb &#xFFFC; c')), 'ab  c')
  })

  it('never holds a tag, whatever was posted', () => {
    for (const { name, source } of vectors) {
      const escaped = renderMarkdown(source, { mentions: new Map() }).html
      const again = plainText(escaped)
      const tags = escaped.replace(/<[^>]*>/g, '')
      assert.equal(again.length, tags.replace(/&(amp|lt|gt|quot|#39);/g, '.').length, name)
    }
  })
})

describe('A slice for a quote', () => {
  const post = html('Hello @ada, this is **bold** & new. @bob')

  it('is cut where the browser counted', () => {
    const whole = plainText(post)
    const start = whole.indexOf('bold')
    assert.deepEqual(sliceText(post, start, start + 10), { text: 'bold & new', mentions: [] })
  })

  it('brings the accounts that it mentions, in order', () => {
    assert.deepEqual(sliceText(post), {
      text: 'Hello \uFFFC, this is bold & new. \uFFFC',
      mentions: ['account-ada', 'account-bob'],
    })
    assert.deepEqual(sliceText(post, 8).mentions, ['account-bob'])
  })

  it('of nothing is nothing, also beyond the end', () => {
    assert.deepEqual(sliceText(post, 900, 950), { text: '', mentions: [] })
    assert.deepEqual(sliceText(post, 5, 5), { text: '', mentions: [] })
    assert.deepEqual(sliceText('', 0, 5), { text: '', mentions: [] })
  })

  it('holds no half characters', () => {
    const faces = html('😀😀')
    assert.equal(sliceText(faces, 1, 3).text.isWellFormed(), true)
    assert.equal(sliceText(faces, 0, 2).text, '😀')
  })

  it('keeps spoilers closed and does not tell whom they mention', () => {
    assert.deepEqual(sliceText(html('a ||b @ada c|| d')), { text: 'a (spoiler) d', mentions: [] })
    assert.deepEqual(sliceText(html('||abc||'), 1, 2), { text: '(spoiler)', mentions: [] })
    assert.equal(sliceText(html('||\na\n\nb\n||\nc')).text, '(spoiler)\nc')
  })

  it('is short, however long the post', () => {
    const { text } = sliceText(html('word '.repeat(5000)))
    assert.ok(text.length <= 2001 && text.endsWith('…'))
  })
})
