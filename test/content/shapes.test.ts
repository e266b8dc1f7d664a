import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findMentions, renderMarkdown } from '../../src/content/markdown.ts'
import { sliceText } from '../../src/content/plain-text.ts'
import { assertAllowed } from './allowed.ts'
import { shapes } from './shapes.ts'

const mentions = new Map([['ada', 'account-ada']])
/** Of the processor, not of the clock, since the machine may be busy; what is guarded against would take minutes. */
const mostMilliseconds = 2000

function readProcessor(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

describe('texts that parsers stumble over', () => {
  for (const { name, source } of shapes)
    it(`${name}: searched, rendered and cut in time, safe, not blown up`, () => {
      const start = readProcessor()
      findMentions(source)
      const { html } = renderMarkdown(source, { mentions })
      const { text } = sliceText(html)
      const taken = readProcessor() - start
      assert.ok(text.length <= 2001, `${text.length} characters of quote`)
      assert.ok(taken < mostMilliseconds, `${Math.round(taken)} ms`)
      assert.ok(html.length < 650_000, `${html.length} characters of HTML`)
      assertAllowed(html)
    })

  it('take no longer than in proportion when they are twice as long', () => {
    const measure = (source: string) => {
      const start = readProcessor()
      renderMarkdown(source, { mentions })
      return readProcessor() - start
    }
    let half = 0
    let whole = 0
    for (const { source } of shapes) {
      half += measure(source.slice(0, source.length / 2))
      whole += measure(source)
    }
    assert.ok(whole < half * 4, `half ${Math.round(half)} ms, whole ${Math.round(whole)} ms`)
  })

  it('of a million characters neither overflow the stack nor lose words', () => {
    for (const { source } of shapes.slice(0, 3)) {
      const { html } = renderMarkdown(`${source.repeat(20)} end`, { mentions })
      assert.match(html, /end<\/p>$/)
    }
  })

  it('keep the words of ten thousand nested quotes and of deep lists', () => {
    assert.match(renderMarkdown(`${'> '.repeat(10_000)}deep words`, { mentions }).html, /deep words/)
    const list = Array.from({ length: 100 }, (_, depth) => `${'  '.repeat(depth)}- item${depth}`).join('\n')
    const { text } = renderMarkdown(list, { mentions })
    for (let depth = 0; depth < 100; depth++) assert.ok(text.includes(`item${depth}`), `item${depth}`)
  })
})
