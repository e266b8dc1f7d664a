import assert from 'node:assert/strict'
import { test } from 'node:test'
import { htmlForFeed, writeFeed } from '../../src/forum/atom.ts'
import { escapeXml } from '../../src/forum/xml.ts'

const entry = {
  id: 'https://forum.example/posts/1',
  title: 'Cats & <dogs>',
  address: 'https://forum.example/t/cats/1',
  published: new Date('2026-01-01T10:00:00Z'),
  updated: new Date('2026-01-02T10:00:00Z'),
  author: { name: 'Ann "A" O\'Neil', address: 'https://forum.example/u/ann' },
  html: '<p>Hello &amp; welcome</p>',
}
const feed = {
  id: 'https://forum.example/',
  title: 'Forum',
  subtitle: 'New topics',
  self: 'https://forum.example/feed',
  page: 'https://forum.example/',
  since: new Date('2025-01-01T00:00:00Z'),
  entries: [entry],
}

test('a feed has what RFC 4287 demands: id, title, updated, self link, and an author for each entry', () => {
  const text = writeFeed({ ...feed, entries: [entry, { ...entry, author: null }] })
  const [head = '', ...entries] = text.split('<entry>')
  for (const needed of ['<id>', '<title>', '<updated>2026-01-02T10:00:00.000Z</updated>', 'rel="self"'])
    assert.ok(head.includes(needed), needed)
  assert.equal(entries.length, 2)
  for (const one of entries)
    for (const needed of ['<id>', '<title>', '<updated>', '<author><name>', '<content type="html">'])
      assert.ok(one.includes(needed), needed)
  assert.match(entries[1] ?? '', /<name>former member<\/name>/)
})

test('a feed without entries is as old as what it follows', () => {
  assert.match(writeFeed({ ...feed, entries: [] }), /<updated>2025-01-01T00:00:00.000Z<\/updated>/)
})

test('everything in it is escaped, html once more than text', () => {
  const text = writeFeed(feed)
  assert.ok(text.includes('<title>Cats &amp; &lt;dogs&gt;</title>'))
  assert.ok(text.includes('&lt;p&gt;Hello &amp;amp; welcome&lt;/p&gt;'))
})

test('what XML cannot hold goes: controls, lone halves of a character, the two forbidden ones', () => {
  assert.equal(escapeXml('a\u0000b\u001bc\ufffed\uffff\te\n'), 'abcd\te\n')
  assert.equal(escapeXml('x\ud800y'), 'x\ufffdy')
  assert.equal(escapeXml('🎈'), '🎈')
})

test('links of the site become absolute, markers go, text that speaks of links stays', () => {
  const html =
    '<p><a class="mention" data-mention="1" href="/u/ann">@ann</a> <a href="//else.example/x">x</a> <code>href="/b"</code></p>'
  assert.equal(
    htmlForFeed(html, 'https://forum.example'),
    '<p><a class="mention" href="https://forum.example/u/ann">@ann</a> <a href="//else.example/x">x</a> <code>href="/b"</code></p>',
  )
})
