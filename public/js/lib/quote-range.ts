/** As the server counts: text, one for each mention, nothing for what stands inside another quote. */
function countText(node: Node): number {
  if (node instanceof Text) return node.data.length
  if (node instanceof Element && node.hasAttribute('data-quote')) return 0
  if (node instanceof Element && node.hasAttribute('data-mention')) return 1
  let sum = 0
  for (const child of node.childNodes) sum += countText(child)
  return sum
}

function countTo(body: Element, container: Node, offset: number): number {
  const range = document.createRange()
  range.selectNodeContents(body)
  range.setEnd(container, offset)
  return countText(range.cloneContents())
}

function bodyOf(node: Node): Element | null {
  const element = node instanceof Element ? node : node.parentElement
  return element?.closest('article.post > .post-body') ?? null
}

/** The part of the selection that lies in the post where it starts; a triple click often ends behind its post. */
function clip(range: Range, body: Element): Range {
  const clipped = range.cloneRange()
  const { startContainer: start } = range
  const mention = (start instanceof Element ? start : start.parentElement)?.closest('[data-mention]')
  if (mention) clipped.setStartBefore(mention)
  if (!body.contains(range.endContainer)) clipped.setEnd(body, body.childNodes.length)
  return clipped
}

export interface Selected {
  range: Range
  post: HTMLElement
  /** "12/3@1:20-85" */
  ref: string
}

export function nameOf(post: HTMLElement): string {
  return `${post.dataset.topic}/${post.dataset.number}@${post.dataset.revision}`
}

/** What is selected in a post, if anything is. */
export function readSelection(): Selected | undefined {
  const selection = getSelection()
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined
  const whole = selection.getRangeAt(0)
  const body = bodyOf(whole.startContainer)
  const post = body?.parentElement
  const other = bodyOf(whole.endContainer)
  if (!body || !post || (other !== null && other !== body)) return undefined
  const range = clip(whole, body)
  const start = countTo(body, range.startContainer, range.startOffset)
  const end = countTo(body, range.endContainer, range.endOffset)
  if (end <= start || range.toString().trim() === '') return undefined
  return { range, post, ref: `${nameOf(post)}:${start}-${end}` }
}
