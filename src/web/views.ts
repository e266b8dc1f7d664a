import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import Handlebars from 'handlebars'
import { helpers } from './view-helpers.ts'

const folder = join(import.meta.dirname, '../../views')
const engine = Handlebars.create()
const compiled = new Map<string, Handlebars.TemplateDelegate>()

const options: CompileOptions = {
  preventIndent: true,
  knownHelpers: Object.fromEntries(Object.keys(helpers).map((name) => [name, true])),
}

function templates(below: string): string[] {
  return readdirSync(join(folder, below), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => join(below, file))
}

/** Compiles every template once, at the start: a mistake in one stops the start, not a visitor. */
export function prepareViews(): void {
  engine.registerHelper(helpers)
  for (const file of templates('.')) {
    const name = relative('.', file)
      .replace(/\.hbs$/, '')
      .replaceAll('\\', '/')
    const template = engine.compile(readFileSync(join(folder, file), 'utf8'), options)
    compiled.set(name, template)
    // `partials/field` is called `field`; a page's own partials are called by their whole name, `topics/_post`.
    engine.registerPartial(name.replace(/^partials\//, ''), template)
  }
}

/** @param view path below views/ without extension, e.g. "topics/show" */
export function renderView(view: string, model: object): string {
  const template = compiled.get(view)
  if (!template) throw new Error(`There is no view "${view}".`)
  return template(model)
}

/** The whole page: the view inside the layout. */
export function renderPage(view: string, model: object): string {
  return renderView('layouts/default', { ...model, body: new Handlebars.SafeString(renderView(view, model)) })
}
