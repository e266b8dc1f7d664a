/** One element of a post, with its attributes unescaped. */
export interface Element {
  tag: string
  attributes: Map<string, string>
}

export interface Reading {
  elements: Element[]
  /** Text between the tags, as written. */
  texts: string[]
}

const voids = new Set(['br', 'hr'])
const tagShape = /<(?:\/([a-z][a-z0-9]*)|([a-z][a-z0-9]*)((?: [a-z-]+="[^"<>]*")*)( \/)?)>/y
const textShape = /[^<>]+/y

function readAttributes(written: string): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const [, name = '', value = ''] of written.matchAll(/ ([a-z-]+)="([^"]*)"/g)) {
    if (attributes.has(name)) throw new Error(`The attribute ${name} stands twice.`)
    attributes.set(name, value.replaceAll('&quot;', '"').replaceAll('&amp;', '&'))
  }
  return attributes
}

/**
 * Reads HTML in the one spelling in which every browser sees the same tree: lower case, each attribute in double quotes,
 * no comments, no unescaped angle bracket, each element closed in order.
 * @throws when the text leaves that spelling anywhere.
 */
export function readStrictly(html: string): Reading {
  const reading: Reading = { elements: [], texts: [] }
  const open: string[] = []
  let at = 0
  while (at < html.length) {
    const shape = html[at] === '<' ? tagShape : textShape
    shape.lastIndex = at
    const found = shape.exec(html)
    if (!found) throw new Error(`Not strict at ${at}: ${JSON.stringify(html.slice(at, at + 60))}`)
    const [whole, closing, opening, attributes = ''] = found
    if (closing !== undefined) {
      const last = open.pop()
      if (last !== closing) throw new Error(`</${closing}> closes <${last}>.`)
    } else if (opening !== undefined) {
      reading.elements.push({ tag: opening, attributes: readAttributes(attributes) })
      if (!voids.has(opening)) open.push(opening)
    } else {
      reading.texts.push(whole)
    }
    at += whole.length
  }
  if (open.length > 0) throw new Error(`Never closed: ${open.join(', ')}`)
  return reading
}
