import { type Request, type Response, Router } from 'express'
import { type ZodType, z } from 'zod'
import { adminsOnly, signedIn } from '../auth/gates.ts'
import { Invalid, NotFound } from '../errors.ts'
import { onFault } from '../web/forms.ts'
import { input, line, paramsOf, prose, shortNumber, tick } from '../web/input.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { type Rule, type RuleChange, saveRules, type WantedRule } from './rule.ts'
import { ruleForm, showRules } from './rules.view.ts'
import { rulesAt, rulesInForce } from './rules-in-force.ts'

export const rulesRoutes = Router()

const versionParam = z.object({ version: shortNumber })
const seenInput = z.object({
  version: z.union(
    [shortNumber, z.number().int().positive().max(999_999_999)],
    'Please open the rules again: this form does not say which version it shows.',
  ),
})
/** How long they may be the rule itself knows; it tells of all fields at once. */
const anyLength = Number.MAX_SAFE_INTEGER
const title = line(0, anyLength).optional()
const text = prose(0, anyLength).optional()

rulesRoutes.get('/rules', async (req: Request, res: Response) => {
  respond(req, res, {
    view: 'rules/show',
    title: 'Rules',
    description: 'What everybody who writes here keeps to, in plain words.',
    model: await showRules(await rulesInForce()),
    canonical: '/rules',
    keep: ['rules'],
  })
})

rulesRoutes.get('/rules/:version', async (req: Request, res: Response) => {
  const { version } = paramsOf(req, versionParam)
  const book = await rulesAt(version)
  if (!book) throw new NotFound('There is no such version of the rules.')
  respond(req, res, {
    view: 'rules/show',
    title: `Rules, version ${version}`,
    model: await showRules(book),
    canonical: `/rules/${version}`,
    noindex: true,
    keep: ['rules'],
  })
})

async function rulesPage(req: Request): Promise<Page> {
  const model = { ...(await ruleForm(req.body)), isSaved: req.query.saved === 'yes' }
  return { view: 'admin/rules', title: 'Rules', noindex: true, model }
}

/** A misspelt name must not look like a rule that was saved. */
function refuseStrangeFields(body: object, rules: readonly Rule[]): void {
  const names = new Set(['new', ...rules.map(({ number }) => String(number))])
  for (const field of Object.keys(body)) {
    const [, name] = /^(?:title|text|retire)-(.*)$/s.exec(field) ?? []
    if (name !== undefined && !names.has(name))
      throw new Invalid({ '': `There is no rule “${name.slice(0, 20)}” in this version.` })
  }
}

/** A rule whose fields are not sent stays as it is; one whose box is ticked is retired, whatever its fields say. */
function readRules(req: Request, rules: readonly Rule[]): WantedRule[] {
  refuseStrangeFields(req.body, rules)
  const boxes = req.body as Record<string, unknown>
  const staying = rules.filter(({ number }) => !tick.parse(boxes[`retire-${number}`]))
  const fields: Record<string, ZodType<string | undefined>> = { 'title-new': title, 'text-new': text }
  for (const { number } of staying) {
    fields[`title-${number}`] = title
    fields[`text-${number}`] = text
  }
  const typed = input(req, z.object(fields))
  const wanted: WantedRule[] = staying.map((rule) => ({
    number: rule.number,
    title: typed[`title-${rule.number}`] ?? rule.title,
    text: typed[`text-${rule.number}`] ?? rule.text,
  }))
  const added = { number: null, title: typed['title-new'] ?? '', text: typed['text-new'] ?? '' }
  // Both empty: nothing is added.
  return added.title || added.text ? [...wanted, added] : wanted
}

async function readChange(req: Request): Promise<RuleChange> {
  const { version } = input(req, seenInput)
  const seen = await rulesAt(version)
  if (!seen) throw new Invalid({ '': 'Please open the rules again: there is no such version.' })
  return { seenVersion: version, rules: readRules(req, seen.rules) }
}

rulesRoutes.get('/admin/rules', adminsOnly, async (req: Request, res: Response) => {
  respond(req, res, await rulesPage(req))
})

rulesRoutes.put('/admin/rules', adminsOnly, onFault(rulesPage), async (req: Request, res: Response) => {
  const book = await saveRules(signedIn(req), await readChange(req))
  redirect(req, res, '/admin/rules?saved=yes', { model: await showRules(book) })
})
