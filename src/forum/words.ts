import type { Account } from '../auth/account.ts'
import { isNewcomer, NEWCOMER_LINKS } from '../auth/policy.ts'
import { renderSource } from '../auth/rendering.ts'
import { hasInk } from '../content/ink.ts'
import { Invalid } from '../errors.ts'
import type { Words } from './post.ts'

/**
 * What is stored of somebody's words: made safe here, once, and never again on the way out.
 * @throws Invalid where nothing is left to read, or a new account advertises.
 */
export async function writeWords(author: Account, source: string): Promise<Words> {
  const { html, text, version, linkCount, quotes } = await renderSource(source)
  if (!hasInk(text) && quotes.length === 0 && !html.includes('data-mention'))
    throw new Invalid({ body: 'There are no words in this yet.' })
  if (linkCount > NEWCOMER_LINKS && isNewcomer(author))
    throw new Invalid({
      body: 'Welcome! In your first posts at most two links fit, because most junk comes from new accounts. Please take out the others for now.',
    })
  return { source, html, text, rendererVersion: version }
}
