import { hash } from 'node:crypto'

const digest = (shown: object, length: number) =>
  hash('sha256', JSON.stringify(shown), 'base64url').slice(0, length)

/** What it says and how it was received are two parts: whoever hears of the one knows nothing new of the other. */
export function withVersion<T extends object>(shown: T): T & { version: string } {
  const { reactions, ...said } = shown as T & { reactions?: object }
  const counted = reactions ? `.${digest(reactions, 5)}` : ''
  return { ...shown, version: `${digest(said, 10)}${counted}` }
}
