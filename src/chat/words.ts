import type { Account } from '../auth/account.ts'
import { isNewcomer, NEWCOMER_LINKS } from '../auth/policy.ts'
import { renderSource } from '../auth/rendering.ts'
import { hasInk } from '../content/ink.ts'
import { Invalid } from '../errors.ts'
import type { Words } from './message.ts'

/** A message is talk: what is longer belongs into a topic. */
export const MOST_CHARACTERS = 4000

/**
 * What is stored of somebody's words: made safe here, once, and never again on the way out.
 * @param isAlone there is no picture beside them
 * @throws Invalid where nothing is left to read, or a new account advertises
 */
export async function writeWords(author: Account, source: string, isAlone = true): Promise<Words> {
  const { html, text, version, linkCount, quotes } = await renderSource(source)
  if (quotes.length > 0)
    throw new Invalid({
      body: 'Posts cannot be quoted in a chat. Please put the address of the post instead.',
    })
  if (isAlone && !hasInk(text) && !html.includes('data-mention'))
    throw new Invalid({ body: 'There are no words in this yet.' })
  if (linkCount > NEWCOMER_LINKS && isNewcomer(author))
    throw new Invalid({
      body: 'Welcome! In your first days at most two links fit into a message, because most junk comes from new accounts. Please take out the others for now.',
    })
  return { source, html, text, rendererVersion: version }
}
