import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findMentions, renderMarkdown } from '../../src/content/markdown.ts'

const mentions = new Map([
  ['ada', 'account-ada'],
  ['bob', 'account-bob'],
  ['grace-h_9', 'account-grace'],
])
const ids = (source: string) => renderMarkdown(source, { mentions }).mentions
const html = (source: string) => renderMarkdown(source, { mentions }).html

describe('Mentions', () => {
  it('become markers that hold the account and no name', () => {
    assert.equal(html('Hi @Ada!'), '<p>Hi <a data-mention="account-ada"></a>!</p>')
    assert.deepEqual(ids('@ada @ADA (@grace-h_9), **@bob**'), ['account-ada', 'account-grace', 'account-bob'])
  })

  it('of nobody stay as typed', () => {
    assert.equal(html('@nobody @ab @'), '<p>@nobody @ab @</p>')
    assert.deepEqual(ids('@nobody'), [])
  })

  it('are not found in code, links, addresses, words or escapes', () => {
    const sources = [
      '`@ada`',
      '```\n@ada\n```',
      '    @ada',
      '[@ada](http://a.bc)',
      'x@ada',
      'x@ada.com',
      'http://a.bc/@ada',
      'www.a.bc/@ada',
      '<http://a.bc/@ada>',
      '\\@ada',
      '@@ada',
      '@ada@mas.example',
      '@ada/package',
      '@adaé',
      'é@ada',
      '@adа',
      '[a]: http://b.c "@ada"',
      '![@ada](http://a.bc)',
    ]
    for (const source of sources) {
      assert.deepEqual(ids(source), [], source)
      assert.ok(!findMentions(source).includes('ada'), source)
    }
  })

  it('are found beside signs, in headings, lists, tables, quotations and spoilers', () => {
    const sources = [
      '(@ada)',
      '@ada,',
      '@ada.',
      "@ada's",
      '—@ada',
      '# @ada',
      '- @ada',
      '> @ada',
      '|@ada|\n|-|',
      '||@ada||',
    ]
    for (const source of sources) assert.deepEqual(ids(source), ['account-ada'], source)
    assert.deepEqual(ids('@ada-'), ['account-ada'])
    assert.equal(html('@ada_ x'), '<p><a data-mention="account-ada"></a>_ x</p>')
  })

  it('are looked for by name: small letters, each once, at most fifty', () => {
    assert.deepEqual(findMentions('@Ada @ada @Bob `@eve`'), ['ada', 'bob'])
    const many = Array.from({ length: 90 }, (_, index) => `@person${index}`).join(' ')
    assert.equal(findMentions(many).length, 50)
    assert.deepEqual(findMentions('@__proto__ @constructor'), ['constructor'])
  })

  it('count once as told, however often they stand there', () => {
    const rendered = renderMarkdown('@ada '.repeat(2000), { mentions })
    assert.deepEqual(rendered.mentions, ['account-ada'])
    assert.equal(rendered.html.match(/data-mention/g)?.length, 500)
  })

  it('leave no name in the text that search and excerpts use', () => {
    assert.equal(renderMarkdown('Hi @ada and @nobody', { mentions }).text, 'Hi @… and @nobody')
  })
})
