import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { saveChoice } from '../auth/account.ts'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { shownPerson } from '../auth/people.ts'
import { directChoices } from '../auth/private-choices.ts'
import { Forbidden } from '../errors.ts'
import { onFault } from '../web/forms.ts'
import { input, paramsOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { blockPerson, unblockPerson } from './blocking.ts'
import { blocked } from './blocks.ts'

export const blocksRoutes = Router()

const name = z.object({ username: z.string().regex(/^[a-z0-9_-]{3,24}$/i) })
const choice = z.object({ directs: z.enum(directChoices, 'Please choose one of the two.') })
/** Who blocks or unblocks in a conversation stays there. */
const from = z.object({
  back: z
    .string()
    .regex(/^\/chat\/[\w-]{1,80}$/)
    .default('/my/blocks'),
})
const pace = limit('blocking', { points: 100, seconds: 600, by: 'account' })

const options = [
  {
    value: 'everybody',
    label: 'Every member',
    hint: 'Their first message waits until you say yes. If you say no, they are not told.',
  },
  { value: 'nobody', label: 'Nobody', hint: 'Those you talk with already can still write to you.' },
]

function choicePage(req: Request): Page {
  const { directs = 'everybody', ageBand } = signedIn(req)
  const isGrown = ageBand === '18+'
  const model = { directs, options, isGrown, isSaved: req.query.saved === 'yes' }
  return { view: 'settings/direct', title: 'Who may write to you', model, noindex: true }
}

blocksRoutes.get('/my/direct', membersOnly, (req: Request, res: Response) =>
  respond(req, res, choicePage(req)),
)

blocksRoutes.put(
  '/my/direct',
  membersOnly,
  onFault(choicePage),
  limit('direct-choice', { points: 60, seconds: 3600, by: 'account' }),
  async (req: Request, res: Response) => {
    const { directs } = input(req, choice)
    if (signedIn(req).ageBand !== '18+')
      throw new Forbidden('Until you are 18, only those who run the forum can write to you.')
    await saveChoice(String(signedIn(req)._id), { directs })
    redirect(req, res, '/my/direct?saved=yes', { model: { directs } })
  },
)

blocksRoutes.get('/my/blocks', membersOnly, async (req: Request, res: Response) => {
  const people = await blocked.peopleOf(signedIn(req)._id)
  const model = {
    people: people.map((person) => ({ ...shownPerson(person), href: `/u/${person.username}` })),
  }
  respond(req, res, { view: 'settings/blocks', title: 'Members you blocked', model, noindex: true })
})

blocksRoutes.put('/my/blocks/:username', membersOnly, pace, async (req: Request, res: Response) => {
  const { back } = input(req, from)
  const other = await blockPerson(signedIn(req), paramsOf(req, name).username)
  redirect(req, res, back, { model: { username: other.username, isBlocked: true } })
})

blocksRoutes.delete('/my/blocks/:username', membersOnly, pace, async (req: Request, res: Response) => {
  const { back } = input(req, from)
  const other = await unblockPerson(signedIn(req), paramsOf(req, name).username)
  redirect(req, res, back, { model: { username: other.username, isBlocked: false } })
})
