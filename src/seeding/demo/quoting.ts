import { plainText } from '../../content/plain-text.ts'

/** What has been written in a topic so far: each post's HTML, oldest revision first. */
export type Versions = readonly (readonly string[])[]

const line = /^>> (\d+): (.+)$/gm

/**
 * Turns `>> 2: exactly these words` into a quote by reference, `[quote topic/2@revision:from-to]`.
 * @throws where these words do not stand in that post
 */
export function writeQuotes(body: string, topic: number, written: Versions): string {
  return body.replaceAll(line, (_whole, number: string, words: string) => {
    const versions = written[Number(number) - 1] ?? []
    const texts = versions.map(plainText)
    const at = texts.findLastIndex((text) => text.includes(words))
    const from = texts[at]?.indexOf(words) ?? -1
    if (from < 0) throw new Error(`These words do not stand in post ${number}: ${words}`)
    return `[quote ${topic}/${number}@${at + 1}:${from}-${from + words.length}]`
  })
}
