import type { Account } from '../auth/account.ts'
import { renderSource } from '../auth/rendering.ts'
import { fillPosts } from './filling.ts'
import { isStaff } from './policy.ts'

/** What the words will look like. It is shown to their writer alone, so quotes may show what the writer may read. */
export async function previewWords(actor: Account, source: string): Promise<string> {
  const { html } = await renderSource(source)
  const { htmls } = await fillPosts([html], { audience: isStaff(actor) ? 'staff' : 'members' })
  return htmls[0] ?? ''
}
