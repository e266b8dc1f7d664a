import { config } from '../config.ts'
import { escapeHtml } from '../content/escape.ts'
import { type FeedEntry, writeFeed } from '../forum/atom.ts'
import { cutPage } from '../forum/cursor.ts'
import { type LogLine, listLines, sealedNames } from './log-line.ts'
import { sayDay, sayDecider, sayGround, sayKind, sayMeasures, sayWhat } from './log-words.ts'

const PAGE = 50
const ENTRIES = 50

/** The line as it is sealed, and the same in words. */
function showLine({ _id, once, ...line }: LogLine) {
  return {
    ...line,
    // Here it stands first on the page, whatever comes after it.
    href: `/log?before=${line.number + 1}#line-${line.number}`,
    day: sayDay(line),
    said: sayWhat(line),
    about: sayKind(line),
    done: sayMeasures(line),
    because: sayGround(line),
    by: sayDecider(line),
    mark: line.hash.slice(0, 12),
  }
}

/** Template and JSON clients get the same; with `sealed` and the lines anybody can count the hashes again. */
export async function showLog(before?: number) {
  const found = await listLines(before, PAGE + 1)
  const { items, next } = cutPage(found, PAGE, ({ number }) => String(number))
  return {
    lines: items.map(showLine),
    sealed: sealedNames,
    next: next && `/log?before=${next}`,
    previous: before === undefined ? undefined : '/log',
    address: `${config.siteUrl}/log`,
  }
}

function entryOf(line: LogLine): FeedEntry {
  const { href, said, day, about, done, because, by, decision, number, hash } = showLine(line)
  const facts = [`${decision}, ${day}`, about, done, because, by, `Hash: ${hash}`]
  const at = new Date(`${line.at}T00:00:00Z`)
  return {
    id: config.siteUrl + href,
    title: `${number}. ${said}`,
    address: config.siteUrl + href,
    published: at,
    updated: at,
    author: { name: config.siteName, address: config.siteUrl },
    html: facts.map((fact) => (fact ? `<p>${escapeHtml(fact)}</p>` : '')).join(''),
  }
}

/** The newest lines as Atom, each with its whole hash: whoever follows it keeps what the chain is to be checked against. */
export async function logFeed(): Promise<string> {
  const lines = await listLines(undefined, ENTRIES)
  return writeFeed({
    id: `${config.siteUrl}/log`,
    title: `Decisions · ${config.siteName}`,
    subtitle: 'What was decided about complaints',
    self: `${config.siteUrl}/log/feed`,
    page: `${config.siteUrl}/log`,
    since: new Date(0),
    entries: lines.map(entryOf),
  })
}
