export type Mark = 'bold' | 'italic' | 'link' | 'quote' | 'code' | 'list'

/** Replace start–end by `text`, then select `from`–`to`. */
export interface Change {
  start: number
  end: number
  text: string
  from: number
  to: number
}

const around: Partial<Record<Mark, [string, string]>> = {
  bold: ['**', 'bold words'],
  italic: ['*', 'slanted words'],
}
const atLine: Partial<Record<Mark, [string, string]>> = {
  quote: ['> ', 'quoted words'],
  list: ['- ', 'first thing'],
}

function wrap(source: string, start: number, end: number, [sign, sample]: [string, string]): Change {
  const before = source.slice(0, start)
  if (start !== end && before.endsWith(sign) && source.startsWith(sign, end)) {
    const bare = source.slice(start, end)
    const at = start - sign.length
    return { start: at, end: end + sign.length, text: bare, from: at, to: at + bare.length }
  }
  const words = source.slice(start, end) || sample
  const from = start + sign.length
  return { start, end, text: sign + words + sign, from, to: from + words.length }
}

function prefix(source: string, start: number, end: number, [sign, sample]: [string, string]): Change {
  const first = source.lastIndexOf('\n', start - 1) + 1
  const lines = source.slice(first, end).split('\n')
  const isDone = lines.every((line) => line.startsWith(sign))
  const text = lines.map((line) => (isDone ? line.slice(sign.length) : sign + (line || sample))).join('\n')
  return {
    start: first,
    end,
    text,
    from: first + (isDone || lines.length > 1 ? 0 : sign.length),
    to: first + text.length,
  }
}

function fence(source: string, start: number, end: number): Change {
  const words = source.slice(start, end)
  if (!words.includes('\n')) return wrap(source, start, end, ['`', 'code'])
  const text = `\`\`\`\n${words.replace(/\n$/, '')}\n\`\`\`\n`
  return { start, end, text, from: start, to: start + text.length }
}

function link(source: string, start: number, end: number): Change {
  const words = source.slice(start, end)
  const isAddress = /^https?:\/\/\S+$/.test(words)
  const [label, address] = isAddress ? ['words', words] : [words || 'words', 'https://']
  const text = `[${label}](${address})`
  const from = isAddress || !words ? start + 1 : start + label.length + 3
  return { start, end, text, from, to: from + (isAddress || !words ? label.length : address.length) }
}

/** What a button of the toolbar does to the text; pressing it again takes it back where that makes sense. */
export function markText(kind: Mark, source: string, start: number, end: number): Change {
  const sign = around[kind]
  if (sign) return wrap(source, start, end, sign)
  const line = atLine[kind]
  if (line) return prefix(source, start, end, line)
  return kind === 'code' ? fence(source, start, end) : link(source, start, end)
}
