/** XML 1.0 allows no control characters but tab and line ends, and neither of the last two code points. */
const forbidden = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text that can stand between tags and in attributes. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(forbidden, '')
    .replace(/[&<>"']/g, (sign) => signs[sign] ?? sign)
}

/** `<name attribute="…">text</name>`; without text it closes itself. */
export function element(name: string, attributes: Record<string, string>, text?: string): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
  const start = `<${name}${written.join('')}`
  return text === undefined ? `${start}/>` : `${start}>${escapeXml(text)}</${name}>`
}

export const xmlHead = '<?xml version="1.0" encoding="utf-8"?>\n'
