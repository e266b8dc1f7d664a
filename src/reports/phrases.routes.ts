import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { adminsOnly, signedIn } from '../auth/gates.ts'
import { onFault } from '../web/forms.ts'
import { input, prose } from '../web/input.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { LONGEST_PHRASE, loadPhrases, MOST_PHRASES, savePhrases } from './phrase.ts'

export const phrasesRoutes = Router()

async function phrasesPage(req: Request): Promise<Page> {
  const { phrases, version } = await loadPhrases()
  const limits = { most: MOST_PHRASES, longest: LONGEST_PHRASE }
  const model = { phrases, text: phrases.join('\n'), version, ...limits, isSaved: req.query.saved === 'yes' }
  return { view: 'admin/phrases', title: 'Saved phrases', noindex: true, model }
}

phrasesRoutes.get('/admin/phrases', adminsOnly, async (req: Request, res: Response) =>
  respond(req, res, await phrasesPage(req)),
)

/** A line each; programs may send a list. */
const given = z.object({
  phrases: z
    .union([prose(0, 20_000).transform((text) => text.split('\n')), z.array(prose(0, 2000)).max(200)])
    .transform((lines) => lines.map((one) => one.replace(/\s+/g, ' ').trim()).filter(Boolean)),
  version: z.coerce.number('Please open the page again.').int().min(0).max(1_000_000),
})

phrasesRoutes.put('/admin/phrases', adminsOnly, onFault(phrasesPage), async (req: Request, res: Response) => {
  const saved = await savePhrases(signedIn(req), input(req, given))
  redirect(req, res, '/admin/phrases?saved=yes', { model: saved })
})
