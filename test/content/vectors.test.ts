import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findMentions, renderMarkdown } from '../../src/content/markdown.ts'
import { fillMarkers, markersIn } from '../../src/content/markers.ts'
import { assertAllowed } from './allowed.ts'
import { readStrictly } from './strict-html.ts'
import { vectors } from './vectors.ts'

const mentions = new Map([
  ['ada', 'account-ada'],
  ['__proto__', 'account-proto'],
])

describe('hostile texts', () => {
  it('number more than two hundred and twenty, each with its own name and text', () => {
    assert.ok(vectors.length >= 220, `${vectors.length}`)
    assert.equal(new Set(vectors.map(({ source }) => source)).size, vectors.length)
  })

  for (const { name, source } of vectors)
    it(`${name}: only allowed elements, attributes and addresses come out`, () => {
      assertAllowed(renderMarkdown(source, { mentions }).html)
    })

  it('stay harmless in quotes, lists, tables, spoilers and headings', () => {
    const frames = [
      '> %',
      '- %',
      '|%|\n|-|\n|%|',
      '||%||',
      '||\n%\n||',
      '# %',
      '[%](https://e.example)',
      '**%**',
    ]
    for (const { source } of vectors)
      for (const frame of frames)
        assertAllowed(
          renderMarkdown(
            frame.replaceAll('%', () => source),
            { mentions },
          ).html,
        )
  })

  it('stay harmless one after the other, so that what one opens the next cannot close', () => {
    for (let at = 0; at < vectors.length; at += 20) {
      const some = vectors.slice(at, at + 20).map(({ source }) => source)
      assertAllowed(renderMarkdown(some.join('\n'), { mentions }).html)
      assertAllowed(renderMarkdown(some.reverse().join(' '), { mentions }).html)
    }
  })

  it('stay harmless when cut anywhere', () => {
    for (const { source } of vectors)
      for (let end = 1; end < Math.min(source.length, 120); end += 3)
        assertAllowed(renderMarkdown(source.slice(0, end), { mentions }).html)
  })

  it('forge no marker', () => {
    const real = new Set(['[quote 1/1@1]', '@ada', '@__proto__'])
    for (const { source } of vectors) {
      if ([...real].some((marker) => source.includes(marker))) continue
      const { mentions: people, quotes } = markersIn([renderMarkdown(source, { mentions }).html])
      assert.deepEqual([...people, ...quotes], [], source)
    }
  })

  it('stay text when they are names, usernames, addresses or quoted words', () => {
    const { html } = renderMarkdown('@ada\n\n[quote 1/1@1]', { mentions })
    for (const { source } of vectors) {
      const person = { username: source, name: source }
      const quote = { author: person, address: `/t/${source}`, text: source, mentions: [source] }
      const filled = fillMarkers(html, { person: () => person, quote: () => quote })
      const known = new Set(['p', 'a', 'bdi', 'blockquote'])
      for (const { tag, attributes } of readStrictly(filled).elements) {
        assert.ok(known.has(tag), tag)
        assert.match(attributes.get('href') ?? '/', /^\/(?!\/)/)
      }
    }
  })

  it('never make the search for names fail', () => {
    for (const { source } of vectors)
      for (const name of findMentions(source)) assert.match(name, /^[a-z0-9_-]{3,24}$/)
  })
})
