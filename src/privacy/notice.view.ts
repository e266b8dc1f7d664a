import { londonDate } from '../clock.ts'
import { config } from '../config.ts'
import { lastDayOf, newestNotice, type PublishedNotice, published } from './notice/published.ts'
import { type Clause, type Facts, fillBlock } from './notice/text.ts'

/** "22 November 2026" */
export function dayInWords(day: string): string {
  return Temporal.PlainDate.from(day).toLocaleString('en-GB', { dateStyle: 'long' })
}

function showClause(clause: Clause, facts: Facts) {
  const isNumbered = typeof clause.number === 'number' && clause.number > 0
  return {
    number: clause.number,
    anchor: `n${clause.number}`.toLowerCase(),
    heading: isNumbered ? `${clause.number}. ${clause.title}` : clause.title,
    blocks: clause.body.map((block) => fillBlock(block, facts)),
  }
}

function showVersion(notice: PublishedNotice) {
  return {
    version: notice.version,
    from: notice.from,
    day: dayInWords(notice.from),
    href: `/privacy/on/${notice.from}`,
  }
}

/** Template and JSON clients get the same: parts → clauses → blocks (words, points or periods) → pieces of text. */
export function noticeModel(notice: PublishedNotice, facts: Facts = config) {
  const lastDay = lastDayOf(notice)
  return {
    ...showVersion(notice),
    isCurrent: notice === newestNotice(),
    until: lastDay && dayInWords(lastDay),
    organisation: facts.organisation,
    /** One that is still to come is no notice yet. */
    versions: published.filter(({ from }) => from <= londonDate()).map(showVersion),
    parts: notice.parts.map((part) => ({
      title: part.title,
      clauses: part.clauses.map((clause) => showClause(clause, facts)),
    })),
  }
}
