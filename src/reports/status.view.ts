import { findCase } from './case.ts'
import { fullName } from './case-words.ts'
import { loadEvidence } from './evidence.ts'
import { kinds } from './kinds.ts'
import { whatHappensNext } from './letters.ts'
import { hasOptedOut, type Opened } from './report.ts'

/**
 * What the reporter sees: their own words, how it stands, what came of it. Never who wrote the thing beyond what its page
 * shows, never what others reported (N13).
 */
export async function showStatus(opened: Opened, ref: string, key: string | undefined) {
  const { report, filings } = opened
  const found = report.case === null ? undefined : await findCase(report.case)
  const evidence = await loadEvidence(report.evidence)
  return {
    ref,
    key,
    kind: { name: report.kind, label: kinds[report.kind].label },
    receivedAt: filings[0]?.at ?? report.receivedAt,
    about: evidence.map(({ title, path }) => ({ title, href: path })),
    words: filings.map(({ at, details, answers }) => ({
      at,
      details,
      answers: kinds[report.kind].fields.flatMap(({ name, label }) =>
        answers[name] ? [{ label, words: answers[name] }] : [],
      ),
    })),
    state: fullName(found?.state.name ?? 'received'),
    stage: found?.state.name ?? 'received',
    due: found?.isOpen ? found.due : undefined,
    isHidden: found?.state.interim === 'hidden',
    optOut: hasOptedOut(opened),
    hasMail: report.email !== '',
    next: whatHappensNext,
  }
}
