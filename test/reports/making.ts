import { appendLine, type LogLine, type NewLine } from '../../src/reports/log-line.ts'

let made = 0

/** A decision that hid a post, unless told otherwise. */
export function someLine(wanted: Partial<NewLine> = {}): NewLine {
  made += 1
  return {
    decision: `D-${made}`,
    once: `${process.pid}-${made}`,
    event: 'decided',
    kind: 'rules',
    subjectKind: 'post',
    outcome: 'upheld',
    measures: ['hide'],
    ground: { kind: 'rule', ref: 'Be kind' },
    automated: false,
    ...wanted,
  }
}

/** So many lines, one after the other. */
export async function makeLines(count: number): Promise<LogLine[]> {
  const lines: LogLine[] = []
  while (lines.length < count) lines.push(await appendLine(someLine()))
  return lines
}
