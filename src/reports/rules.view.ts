import { findPeople } from '../auth/people.ts'
import { londonDate } from '../clock.ts'
import { lengths, MOST_RULES, type Rule, type RuleBook } from './rule.ts'
import { listRuleBooks, rulesAt, rulesInForce } from './rules-in-force.ts'

/** "24 November 2026" */
function dayOf(at: Date): string {
  return Temporal.PlainDate.from(londonDate(at)).toLocaleString('en-GB', { dateStyle: 'long' })
}

export const rulePath = (version: number, number?: number) =>
  `/rules/${version}${number === undefined ? '' : `#rule-${number}`}`

function showRule({ number, title, text }: Rule) {
  return { number, title, text, anchor: `rule-${number}`, paragraphs: text.split(/\n+/).filter(Boolean) }
}

function showVersion({ version, from }: Pick<RuleBook, 'version' | 'from'>) {
  return { version, from, day: dayOf(from), href: rulePath(version) }
}

/** A version as pages and JSON clients get it. */
export async function showRules(book: RuleBook) {
  const versions = await listRuleBooks()
  const next = versions.find(({ version }) => version === book.version + 1)
  return {
    ...showVersion(book),
    isInForce: next === undefined,
    until: next && dayOf(next.from),
    rules: book.rules.map(showRule),
    versions: versions.map(showVersion),
  }
}

type Typed = Record<string, unknown>

/** Browsers send line ends of their own. */
function wordsIn(typed: Typed, name: string): string | undefined {
  const value = typed[name]
  return typeof value === 'string' ? value.replace(/\r\n?/g, '\n') : undefined
}

/** What this admin made of the rule, field by field; nothing where they left it as they saw it. */
function changesTo(seen: Rule | undefined, number: number, typed: Typed): Partial<Rule> {
  const title = wordsIn(typed, `title-${number}`)
  const text = wordsIn(typed, `text-${number}`)
  return {
    ...(title !== undefined && title !== seen?.title && { title }),
    ...(text !== undefined && text !== seen?.text && { text }),
  }
}

function isRetiring(typed: Typed, number: number): boolean {
  return ['yes', 'on', true].includes(typed[`retire-${number}`] as string)
}

/** Where another admin changed the rule meanwhile, their words stand beside what was typed. */
function showField(rule: Rule, seen: Rule | undefined, typed: Typed) {
  const { number } = rule
  const mine = changesTo(seen, number, typed)
  const isMoved = seen !== undefined && (seen.title !== rule.title || seen.text !== rule.text)
  const isTouched = Object.keys(mine).length > 0 || isRetiring(typed, number)
  return {
    ...rule,
    ...mine,
    isRetiring: isRetiring(typed, number),
    now: isMoved && isTouched ? { title: rule.title, text: rule.text } : undefined,
    titleName: `title-${number}`,
    textName: `text-${number}`,
    retireName: `retire-${number}`,
  }
}

/** Words for rules that another admin retired in the meantime: they must not be lost. */
function lostWords(current: RuleBook, seen: RuleBook, typed: Typed) {
  return seen.rules
    .filter(({ number }) => !current.rules.some((rule) => rule.number === number))
    .map((rule) => ({ rule, mine: changesTo(rule, rule.number, typed) }))
    .filter(({ mine }) => Object.keys(mine).length > 0)
    .map(({ rule, mine }) => ({ ...rule, ...mine }))
}

async function seenBook({ version }: Typed): Promise<RuleBook | undefined> {
  return /^[1-9]\d{0,8}$/.test(String(version)) ? rulesAt(Number(version)) : undefined
}

async function showHistory() {
  const versions = await listRuleBooks()
  const people = await findPeople(versions.flatMap(({ by }) => (by ? [String(by)] : [])))
  return versions.map((book) => ({ ...showVersion(book), by: people.get(String(book.by))?.name ?? null }))
}

/** @param typed what came back with a fault; what others saved meanwhile is kept beside it */
export async function ruleForm(typed: Typed = {}) {
  const current = await rulesInForce()
  const seen = (await seenBook(typed)) ?? current
  const before = new Map(seen.rules.map((rule) => [rule.number, rule]))
  return {
    version: current.version,
    rules: current.rules.map((rule) => showField(rule, before.get(rule.number), typed)),
    lost: lostWords(current, seen, typed),
    newTitle: wordsIn(typed, 'title-new') ?? '',
    newText: wordsIn(typed, 'text-new') ?? '',
    isFull: current.rules.length >= MOST_RULES,
    lengths: { title: lengths.title[1], text: lengths.text[1] },
    history: await showHistory(),
  }
}
