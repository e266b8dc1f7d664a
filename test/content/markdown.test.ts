import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rendererVersion, renderMarkdown } from '../../src/content/markdown.ts'

const none = new Map<string, string>()
const html = (source: string) => renderMarkdown(source, { mentions: none }).html
const text = (source: string) => renderMarkdown(source, { mentions: none }).text
const link = (address: string, words = address) =>
  `<a href="${address}" rel="nofollow ugc noopener">${words}</a>`

describe('Markdown', () => {
  it('is CommonMark with tables and strikethrough, and keeps line breaks as typed', () => {
    assert.equal(html('**a** *b* ~~c~~ `d`'), '<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>')
    assert.equal(html('a\nb'), '<p>a<br />\nb</p>')
    assert.match(
      html('|a|b|\n|:-:|--:|\n|1|2|'),
      /<td class="align-center">1<\/td>\n<td class="align-right">2/,
    )
    assert.equal(html('3. a\n4. b'), '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>')
    assert.equal(html('> a'), '<blockquote>\n<p>a</p>\n</blockquote>')
  })

  it('demotes headings, so that the page keeps one h1', () => {
    const levels = [1, 2, 3, 4, 5, 6].map((level) => html(`${'#'.repeat(level)} a`))
    assert.deepEqual(
      levels,
      ['h3', 'h4', 'h5', 'h6', 'h6', 'h6'].map((tag) => `<${tag}>a</${tag}>`),
    )
    assert.equal(html('a\n==='), '<h3>a</h3>')
  })

  it('shows HTML as the text that it is', () => {
    assert.equal(html('<b>a</b> & <!-- c -->'), '<p>&lt;b&gt;a&lt;/b&gt; &amp; &lt;!-- c --&gt;</p>')
    assert.equal(text('<b>a</b> & "c"'), '<b>a</b> & "c"')
  })

  it('says which renderer wrote it', () => {
    assert.equal(renderMarkdown('a', { mentions: none }).version, rendererVersion)
    assert.ok(Number.isInteger(rendererVersion))
  })

  it('gives the same for the same, whatever was rendered in between', () => {
    const first = html('@ada ||a|| [b]\n\n[b]: http://c.d')
    html('[b]: http://evil.example\n\n[quote 1/1@1]')
    assert.equal(html('@ada ||a|| [b]\n\n[b]: http://c.d'), first)
    assert.equal(html('[b]'), '<p>[b]</p>')
  })

  it('says nothing for nothing', () => {
    for (const source of ['', ' ', '\n\n', '\0', '[a]: http://b.c']) {
      const rendered = renderMarkdown(source, { mentions: none })
      assert.deepEqual([rendered.html, rendered.text], ['', ''])
    }
  })

  it('drops controls, half characters, direction overrides and piled marks, and keeps the words', () => {
    assert.equal(html('a\0b\x07c\uD800d'), '<p>abc\uFFFDd</p>')
    assert.equal(html('a\u202Eb&#x202E;c'), '<p>abc</p>')
    assert.equal(html(`Z${'\u0301'.repeat(99)}a`), `<p>Z${'\u0301'.repeat(8)}a</p>`)
    assert.equal(html('`a\u2066b`'), '<p><code>ab</code></p>')
    assert.equal(html('family 👩‍👩‍👧 and مرحبا'), '<p>family 👩‍👩‍👧 and مرحبا</p>')
  })

  it('shows a text that stands for far more than it says as plain paragraphs', () => {
    const source = `[a]: http://e.x/${'b'.repeat(1900)}\n\n${'[a] '.repeat(2000)}`
    const rendered = renderMarkdown(source, { mentions: none })
    assert.equal(rendered.linkCount, 0)
    assert.ok(rendered.html.length < source.length * 2)
    assert.match(rendered.html, /^<p>\[a\]: http/)
  })
})

describe('Links', () => {
  it('are http, https and mailto, and carry no vote and no hold on our window', () => {
    assert.equal(html('[a](https://b.c/d?e=f&g#h)'), `<p>${link('https://b.c/d?e=f&amp;g#h', 'a')}</p>`)
    assert.equal(html('[a](mailto:b@c.de)'), `<p>${link('mailto:b@c.de', 'a')}</p>`)
    for (const address of [
      'ftp://a.b',
      'tel:1',
      '/t/1',
      '//a.b',
      'a.b',
      '#c',
      'http:',
      'http://',
      'https://u:p@a.b',
    ])
      assert.ok(!html(`[a](${address})`).includes('>a</a>'), address)
  })

  it('are recognised in bare addresses, but file names are not taken for sites', () => {
    assert.equal(html('see https://a.bc/d.'), `<p>see ${link('https://a.bc/d')}.</p>`)
    assert.equal(html('www.a.bc, ok'), `<p>${link('http://www.a.bc', 'www.a.bc')}, ok</p>`)
    assert.equal(html('a@b.com'), `<p>${link('mailto:a@b.com', 'a@b.com')}</p>`)
    assert.equal(html('notes.md and e.g.this, awww.a.bc'), '<p>notes.md and e.g.this, awww.a.bc</p>')
    assert.equal(html('`http://a.bc`'), '<p><code>http://a.bc</code></p>')
  })

  it('are counted, once for each time they stand there', () => {
    const source = 'http://a.bc [d](http://e.f) ![g](http://h.i) www.j.kl <http://m.n> `http://o.p` [q](/r)'
    assert.equal(renderMarkdown(source, { mentions: none }).linkCount, 5)
  })

  it('stand in for pictures', () => {
    assert.equal(html('![a](http://b.c/d.png)'), `<p>${link('http://b.c/d.png', 'a')}</p>`)
    assert.equal(html('![](http://b.c/d.png)'), `<p>${link('http://b.c/d.png')}</p>`)
    assert.equal(html('[![a](http://b.c/d.png)](http://e.f)'), `<p>${link('http://e.f', 'a')}</p>`)
  })

  it('show look-alike hosts as they are reached, and words in the order in which they are stored', () => {
    assert.ok(html('[a](https://аррle.com)').includes('https://xn--'))
    assert.ok(!/[\u202A-\u202E\u2066-\u2069]/.test(html('[\u2067moc.a\u2069](http://b.c)')))
  })
})

describe('Spoilers', () => {
  const open = '<span class="spoiler" tabindex="0" role="note" aria-label="Spoiler">'

  it('in a line can be focused', () => {
    assert.equal(html('a ||b **c**|| d'), `<p>a ${open}b <strong>c</strong></span> d</p>`)
    assert.equal(html('a || b || c'), '<p>a || b || c</p>')
    assert.equal(html('`||a||` \\||b||'), '<p><code>||a||</code> ||b||</p>')
  })

  it('between lines open without a script', () => {
    assert.equal(
      html('a\n||\nb\n\n- c\n||\nd'),
      '<p>a</p>\n<details class="spoiler"><summary>Spoiler</summary>\n<p>b</p>\n<ul>\n<li>c</li>\n</ul>\n</details>\n<p>d</p>',
    )
  })

  it('that are never closed hide what follows, as far as the quotation or list goes', () => {
    assert.match(html('> ||\n> a\n\nb'), /<p>a<\/p>\n<\/details>\n<\/blockquote>\n<p>b<\/p>/)
    assert.match(html('||\na\n\nb'), /<details.*<p>b<\/p>\n<\/details>/s)
  })

  it('stay closed in search and excerpts', () => {
    assert.equal(text('a ||b|| c\n\n||\nd ||e|| f\n||\ng'), 'a (spoiler) c\n(spoiler)\ng')
  })
})

describe('Code', () => {
  it('is coloured by classes where its language is known', () => {
    assert.match(
      html('```js\nconst a = 1\n```'),
      /<code class="language-js"><span class="hljs-keyword">const<\/span>/,
    )
    assert.match(html('~~~ C++ x=y\nint a;\n~~~'), /<code class="language-c\+\+">/)
    assert.match(
      html('```python\nclass A(B): pass\n```'),
      /class="hljs-title class_ inherited__"|hljs-title class_/,
    )
  })

  it('is left plain where the language is unknown, the block long, or its lines endless', () => {
    for (const source of ['```\na<b\n```', '```nope\na<b\n```', '```__proto__\na<b\n```', '    a<b'])
      assert.equal(html(source), '<pre><code>a&lt;b\n</code></pre>')
    assert.ok(!html(`\`\`\`js\n${'a = 1\n'.repeat(4000)}\`\`\``).includes('hljs'))
    assert.ok(!html(`\`\`\`js\n${'a = 1;'.repeat(400)}\n\`\`\``).includes('hljs'))
  })

  it('that a grammar cannot read in time is left plain, and the next post is coloured again', () => {
    const slow = `~~~markdown\n${`${'[a]('.repeat(240)}\n`.repeat(18)}~~~`
    assert.ok(!html(slow).includes('hljs'))
    assert.match(html('```markdown\n# a\n```'), /hljs-section/)
    assert.match(html('```js\nconst a = 1\n```'), /hljs-keyword/)
  })
})
