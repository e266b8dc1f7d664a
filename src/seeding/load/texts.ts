import { renderMarkdown } from '../../content/markdown.ts'
import type { Words } from '../../forum/post.ts'
import { readScript } from '../demo/read.ts'
import { seededRandom } from '../random.ts'

const POOL = 400

/** Some hundred texts of usual lengths, written by people for the demo and rendered once by the real renderer. */
export function renderPool(): { words: Words[]; titles: string[] } {
  const random = seededRandom(7)
  const { topics } = readScript()
  const sources = topics.flatMap(({ posts }) =>
    posts.map((post) => withoutQuotes(post.versions.at(-1) ?? '')),
  )
  const draw = () => sources[Math.floor(random() * sources.length)] ?? ''
  const words = Array.from({ length: POOL }, () => {
    // Mostly one paragraph or two, now and then a long letter.
    const parts = Array.from({ length: 1 + Math.floor(random() ** 3 * 8) }, draw)
    const source = parts.join('\n\n')
    const { html, text, version } = renderMarkdown(source, { mentions: new Map() })
    return { source, html, text, rendererVersion: version }
  })
  return { words, titles: topics.map((topic) => topic.title) }
}

function withoutQuotes(source: string): string {
  return source.replaceAll(/^>> .*$/gm, '').trim()
}
