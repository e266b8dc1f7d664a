/** Sentences that can be ticked in one form. */
const MOST = 30

interface Typed {
  reason?: unknown
  phrase?: unknown
}

/** The body of a form with the ticked sentences before what was typed: without scripts they are put together here. */
export function withPhrases<Body>(body: Body): Body {
  const { reason, phrase } = (body ?? {}) as Typed
  const ticked = [phrase].flat().filter((one) => typeof one === 'string' && one.trim() !== '')
  if (ticked.length === 0 || ticked.length > MOST || typeof (reason ?? '') !== 'string') return body
  const words = [ticked.join(' '), reason].filter((part) => typeof part === 'string' && part.trim() !== '')
  return { ...body, reason: words.join('\n') }
}

/** Those that were ticked stay so in a form that comes back. */
export function markTicked(phrases: readonly string[], phrase: unknown) {
  const ticked = [phrase].flat()
  return phrases.map((words) => ({ words, isTicked: ticked.includes(words) }))
}
