import { showAnswers } from './answers.ts'
import { kinds } from './kinds.ts'
import type { Filing, Report } from './report-record.ts'

/** One thing out of a complaint that could be shown to somebody else. */
export interface SharedField {
  /** "R-1042:details": whose words, and which of them. */
  value: string
  label: string
  words: string
  /** Who complained, by name or address: never without their consent. */
  isIdentity: boolean
  pictures: string[]
}

/** That it is about them, or their child, and that they complained before, tells who complained. */
const telling = ['relation', 'priorNotices']

async function fieldsOf(report: Report, filing: Filing): Promise<SharedField[]> {
  const isFirst = filing.ref === report.ref
  const field = (name: string, label: string, words: string, more: Partial<SharedField> = {}) =>
    words === ''
      ? []
      : [{ value: `${filing.ref}:${name}`, label, words, isIdentity: false, pictures: [], ...more }]
  const answers = await showAnswers(report, filing)
  const pictures = filing.attachments.map(String)
  return [
    ...(isFirst ? field('kind', 'What it was reported as', kinds[report.kind].label) : []),
    ...field('details', 'What was said about it', filing.details),
    ...answers
      .filter(({ name }) => !telling.includes(name))
      .flatMap(({ name, label, words }) => field(`answer-${name}`, label, words)),
    ...field(
      'attachments',
      'Pictures that came with it',
      pictures.length > 0 ? String(pictures.length) : '',
      {
        pictures,
      },
    ),
    ...(isFirst ? field('name', 'The name of who reported it', report.name, { isIdentity: true }) : []),
    ...(isFirst ? field('email', 'The address of who reported it', report.email, { isIdentity: true }) : []),
  ]
}

/** Everything of a case's complaints that could be shared, each thing by itself. */
export async function shareable(reports: readonly Report[]): Promise<SharedField[]> {
  const lists = reports.flatMap((report) => report.filings.map((filing) => fieldsOf(report, filing)))
  return (await Promise.all(lists)).flat()
}

/** Exactly what the person reads, and nothing else. */
export function textOf(question: string, fields: readonly SharedField[]): string {
  const shared = fields.map(({ label, words }) => `${label}: ${words}`)
  return [question, ...(shared.length > 0 ? ['What we can tell you about it:', ...shared] : [])].join('\n\n')
}
