import assert from 'node:assert/strict'
import { type Element, readStrictly } from './strict-html.ts'

/** Written down again on purpose, apart from the code: whoever widens the rules has to say so twice. */
const allowed: Record<string, Record<string, RegExp>> = {
  ...Object.fromEntries(
    'p br hr h3 h4 h5 h6 pre em strong s ul li table thead tbody tr summary'
      .split(' ')
      .map((tag) => [tag, {}]),
  ),
  a: {
    href: /^(https?:\/\/|mailto:)[^\s"<>]+$/i,
    rel: /^nofollow ugc noopener$/,
    'data-mention': /^account-[a-z]+$/,
  },
  blockquote: { 'data-quote': /^[1-9]\d*\/[1-9]\d*@[1-9]\d*(:\d+-\d+)?$/ },
  code: { class: /^language-[\w+#-]+$/ },
  details: { class: /^spoiler$/ },
  ol: { start: /^\d{1,9}$/ },
  span: {
    class: /^(spoiler|(hljs-[a-z_-]+|language-[a-z]+)( [a-z]+_{1,2})*)$/,
    tabindex: /^0$/,
    role: /^note$/,
    'aria-label': /^Spoiler$/,
  },
  td: { class: /^align-(left|center|right)$/ },
  th: { class: /^align-(left|center|right)$/ },
}

function assertElement({ tag, attributes }: Element): void {
  const rules = allowed[tag]
  assert.ok(rules, `<${tag}> is not allowed`)
  for (const [name, value] of attributes) {
    assert.ok(rules[name], `${name} is not allowed on <${tag}>`)
    assert.match(value, rules[name], `${name}="${value}" is not allowed on <${tag}>`)
  }
  if (attributes.has('href')) assert.ok(attributes.has('rel'), 'a link without rel')
}

/** Throws unless the HTML consists of what a post may hold and nothing else, in a spelling without two readings. */
export function assertAllowed(html: string): void {
  for (const element of readStrictly(html).elements) assertElement(element)
}
