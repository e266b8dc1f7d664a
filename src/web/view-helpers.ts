import Handlebars from 'handlebars'
import { isMasked } from '../content/payment-numbers.ts'
import { assetPath } from './assets.ts'
import { isIcon } from './icons.ts'

const { SafeString, escapeExpression } = Handlebars

const exact = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'Europe/London',
})
const short = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'Europe/London',
})
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'Europe/London' })
const counting = new Intl.NumberFormat('en-GB')
const COLOURS = 12

/**
 * Kept pages are read days later, so the server writes the date and the reader's own script makes it relative. Under a line
 * that names the day `clock=true` writes the time instead.
 */
function time(at: unknown, options?: Handlebars.HelperOptions): Handlebars.SafeString | string {
  if (!(at instanceof Date || typeof at === 'string' || typeof at === 'number')) return ''
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return ''
  const words = (options?.hash.clock ? clock : short).format(date)
  return new SafeString(
    `<time datetime="${date.toISOString()}" title="${exact.format(date)}, London">${words}</time>`,
  )
}

/** Decoration beside words; with `label="…"` the icon speaks for itself. */
function icon(name: string, options: Handlebars.HelperOptions): Handlebars.SafeString {
  if (!isIcon(name)) throw new Error(`There is no icon "${name}"; icons.ts lists them.`)
  const label: unknown = options.hash.label
  const says = label ? `role="img" aria-label="${escapeExpression(String(label))}"` : 'aria-hidden="true"'
  return new SafeString(
    `<svg class="icon" width="20" height="20" ${says}><use href="${assetPath('icons.svg')}#${name}"></use></svg>`,
  )
}

function number(n: unknown): string {
  return counting.format(Number(n))
}

/** "1 reply", "1,204 replies" */
function plural(n: unknown, one: string, many: string): string {
  return `${number(n)} ${Number(n) === 1 ? one : many}`
}

/** The same name has the same colour everywhere, and nothing is stored for it. */
function avatarColour(username: unknown): number {
  let sum = 0
  for (const letter of String(username).toLowerCase()) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  return sum % COLOURS
}

/** "Rosa Maria Diaz" → "RD"; one word gives one letter. */
function initials(name: unknown): string {
  const words = String(name ?? '')
    .split(/[\s._-]+/)
    .filter(Boolean)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  return ends.map((word) => [...(word ?? '')][0]?.toUpperCase() ?? '').join('')
}

/** As `{{#if}}` sees it: an empty list is nothing. */
function isTrue(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

/** What stands before Handlebars' own last argument. */
function given(values: unknown[]): unknown[] {
  return values.slice(0, -1)
}

const renderedOnce = new WeakMap<object, Handlebars.SafeString>()

/**
 * `{{#shared}}…{{/shared}}` renders what stands inside once for each object that it is about, and prints the same for every
 * reader. The inside may only use that object, and whoever changes what it shows makes a new object.
 */
function shared(this: object, options: Handlebars.HelperOptions): Handlebars.SafeString {
  const known = renderedOnce.get(this)
  if (known) return known
  const made = new SafeString(options.fn(this))
  renderedOnce.set(this, made)
  return made
}

export const helpers: Record<string, Handlebars.HelperDelegate> = {
  asset: (name: string) => assetPath(name),
  icon,
  time,
  plural,
  number,
  avatarColour,
  shared,
  initials,
  isMasked: (words: unknown) => typeof words === 'string' && isMasked(words),
  eq: (a: unknown, b: unknown) => a === b,
  not: (value: unknown) => !isTrue(value),
  and: (...values: unknown[]) => given(values).every(isTrue),
  or: (...values: unknown[]) => given(values).find(isTrue) ?? '',
}
