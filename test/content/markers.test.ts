import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderMarkdown } from '../../src/content/markdown.ts'
import { type Fillings, fillMarkers, markersIn, parseQuote, writeQuote } from '../../src/content/markers.ts'

const ada = { username: 'ada', name: 'Ada Lovelace' }
const mentions = new Map([['ada', 'account-ada']])
const html = (source: string) => renderMarkdown(source, { mentions }).html
const nothing: Fillings = { person: () => undefined, quote: () => undefined }
const words = (text: string, ids: string[] = []): Fillings => ({
  person: (id) => (id === 'account-ada' ? ada : undefined),
  quote: () => ({ author: ada, address: '/t/slug/12/3', text, mentions: ids }),
})

describe('Quotes', () => {
  it('are references on a line of their own and never copies', () => {
    const rendered = renderMarkdown('[quote 12/3@1:20-85]\nYes.\n[quote 12/3@2]', { mentions })
    assert.equal(
      rendered.html,
      '<blockquote data-quote="12/3@1:20-85"></blockquote>\n<p>Yes.</p>\n<blockquote data-quote="12/3@2"></blockquote>',
    )
    assert.deepEqual(rendered.quotes, [
      { topic: 12, post: 3, revision: 1, start: 20, end: 85 },
      { topic: 12, post: 3, revision: 2 },
    ])
    assert.equal(rendered.text, 'Yes.')
  })

  it('interrupt a paragraph, and stand in quotations and lists', () => {
    assert.equal(html('a\n[quote 1/2@3]'), '<p>a</p>\n<blockquote data-quote="1/2@3"></blockquote>')
    for (const source of ['> [quote 1/2@3]', '- [quote 1/2@3]', '||\n[quote 1/2@3]\n||', '[quote 1/2@3]  '])
      assert.deepEqual([...markersIn([html(source)]).quotes], ['1/2@3'], source)
  })

  it('are words like any others in the middle of a line, in code, or when they cannot exist', () => {
    const sources = [
      'a [quote 1/2@3]',
      '[quote 1/2@3] a',
      '    [quote 1/2@3]',
      '```\n[quote 1/2@3]\n```',
      '[quote 0/2@3]',
      '[quote 1/2]',
      '[quote 1/2@3:5-5]',
      '[quote 1/2@3:9-5]',
      '[quote 1/2@3:-5]',
      '[quote 01/2@3]',
      '[quote 1/2@3:1-]',
      '[quote １/2@3]',
      '[Quote 1/2@3]',
      '\\[quote 1/2@3]',
    ]
    for (const source of sources) {
      const rendered = renderMarkdown(source, { mentions })
      assert.deepEqual(rendered.quotes, [], source)
      assert.match(rendered.text, /quote/i)
    }
  })

  it('are read and written in one spelling only', () => {
    for (const text of ['12/3@1:20-85', '12/3@1', '1/1@1:0-1']) {
      const ref = parseQuote(text)
      assert.ok(ref)
      assert.equal(writeQuote(ref), text)
    }
    for (const text of [
      '',
      '12/3',
      '12/3@1:',
      '12/3@1:85-20',
      '12/3@1:1-2"',
      ' 12/3@1',
      '12/3@1\n',
      '1e3/1@1',
    ])
      assert.equal(parseQuote(text), undefined, text)
  })

  it('are at most twenty in a post, since each is looked up for every reader', () => {
    const rendered = renderMarkdown('[quote 1/2@3]\n'.repeat(30), { mentions })
    assert.equal(rendered.quotes.length, 20)
    assert.equal(rendered.html.match(/data-quote/g)?.length, 20)
  })
})

describe('Markers', () => {
  it('are listed for one look-up, whatever number of posts', () => {
    const found = markersIn([html('@ada\n\n[quote 1/2@3]'), html('[quote 4/5@6:7-8]'), html('@ada')])
    assert.deepEqual([...found.mentions], ['account-ada'])
    assert.deepEqual([...found.quotes], ['1/2@3', '4/5@6:7-8'])
  })

  it('N8: a name that is gone is a former member, a post that is gone says so', () => {
    assert.equal(
      fillMarkers(html('@ada'), nothing),
      '<p><span class="mention" data-mention="">former member</span></p>',
    )
    assert.equal(
      fillMarkers(html('[quote 1/2@3]'), nothing),
      '<blockquote class="quote quote-removed" data-quote="1/2@3"><p>The quoted post was removed.</p></blockquote>',
    )
  })

  it('are filled with names and words, and with the names inside the words', () => {
    assert.equal(
      fillMarkers(html('@ada'), words('')),
      '<p><a class="mention" data-mention="account-ada" href="/u/ada">@<bdi>ada</bdi></a></p>',
    )
    const filled = fillMarkers(
      html('[quote 12/3@1]'),
      words('Hi \uFFFC and \uFFFC\n\nBye', ['account-ada', 'gone']),
    )
    assert.equal(
      filled,
      '<blockquote class="quote" data-quote="12/3@1"><p class="quote-source"><a href="/t/slug/12/3"><bdi>Ada Lovelace</bdi> wrote:</a></p>' +
        '<p>Hi <a class="mention" data-mention="account-ada" href="/u/ada">@<bdi>ada</bdi></a> and <span class="mention" data-mention="">former member</span></p>' +
        '<p>Bye</p></blockquote>',
    )
  })

  it('keep the words of a person who left, without the name', () => {
    const filled = fillMarkers(html('[quote 1/2@3]'), {
      ...nothing,
      quote: () => ({ author: null, address: '/t/a/1/2', text: 'words', mentions: [] }),
    })
    assert.match(filled, /A former member wrote:<\/a><\/p><p>words<\/p>/)
  })

  it('escape everything that is filled in, and read none of it again', () => {
    const evil = '<img src=x onerror=alert(1)>"\'&<a data-mention="account-ada"></a>'
    const person = { username: evil, name: evil }
    const filled = fillMarkers(html('@ada\n\n[quote 1/2@3]'), {
      person: () => person,
      quote: () => ({ author: person, address: evil, text: evil, mentions: [] }),
    })
    assert.ok(!filled.includes('<img'))
    assert.equal(filled.match(/<a /g)?.length, 1, 'only the mention itself is a link')
    assert.equal(filled.match(/&lt;img/g)?.length, 3, 'the user name, the display name and the words')
  })

  it('lead to paths of this site alone', () => {
    for (const address of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      '',
    ]) {
      const filled = fillMarkers(html('[quote 1/2@3]'), {
        ...nothing,
        quote: () => ({ author: ada, address, text: 'a', mentions: [] }),
      })
      assert.ok(!filled.includes('href'), address)
    }
  })

  it('cannot be changed by a name that turns the direction of writing', () => {
    const filled = fillMarkers(html('[quote 1/2@3]'), {
      ...nothing,
      quote: () => ({
        author: { username: 'ada', name: 'Ad\u202Ea' },
        address: '/t/a/1/2',
        text: 'a',
        mentions: [],
      }),
    })
    assert.match(filled, /<bdi>Ada<\/bdi>/)
  })

  it('leave special signs of replacement patterns as they are', () => {
    const filled = fillMarkers(html('[quote 1/2@3]'), words("$& $1 $' $$"))
    assert.match(filled, /<p>\$&amp; \$1 \$&#39; \$\$<\/p>/)
  })
})
