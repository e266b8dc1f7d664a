import { findMentions, type Rendered, renderMarkdown } from '../content/markdown.ts'
import { findByUsernames } from './people.ts'

/** Markdown → safe HTML, with the people it names. */
export async function renderSource(source: string): Promise<Rendered> {
  const names = findMentions(source)
  const people = names.length === 0 ? new Map() : await findByUsernames(names)
  return renderMarkdown(source, { mentions: new Map([...people].map(([name, { id }]) => [name, id])) })
}
