import { showAnswers } from './answers.ts'
import { groundInWords, measuresInWords, outcomeWords } from './case-words.ts'
import type { Decision } from './decision.ts'
import { type Evidence, isUntouched } from './evidence.ts'
import { kinds } from './kinds.ts'
import { decisionPath } from './outcome-letters.ts'
import type { Report } from './report.ts'

export async function showEvidence(evidence: Evidence) {
  const { title, path, words, revision, takenAt, images, alts = [] } = evidence
  return {
    title,
    href: path,
    words,
    revision,
    takenAt,
    images: images.map((id, at) => ({
      src: `/images/${id}/320`,
      href: `/images/${id}/960`,
      alt: alts[at] ?? '',
    })),
    // The words of a picture that is a thing of its own stand there already.
    said: alts.flatMap((alt, at) => (alt === '' || alt === words ? [] : [{ place: at + 1, alt }])),
    isOnlyPicture: alts.length === 1,
    isUntouched: await isUntouched(evidence),
  }
}

/** Who it was is not needed to judge it; only whether somebody stands by it. */
function whoSent({ isTrusted, account, name }: Report): string {
  if (isTrusted) return 'a trusted reporter'
  if (account) return 'a member'
  return name ? 'somebody who gave a name' : 'somebody without a name'
}

export async function showReport(report: Report, withPictures = true) {
  const { ref, kind, filings, receivedAt, posterContactable } = report
  return {
    ref,
    kind: kinds[kind].label,
    receivedAt,
    from: whoSent(report),
    posterContactable,
    words: await Promise.all(
      filings.map(async (filing) => ({
        at: filing.at,
        details: filing.details,
        answers: await showAnswers(report, filing),
        attachments: (withPictures ? filing.attachments : []).map((id) => ({
          src: `/images/${id}/320`,
          href: `/images/${id}/960`,
        })),
      })),
    ),
  }
}

export function showDecision(decision: Decision) {
  const { ref, round, at, facts, complainantSide, authorSide, yields, leastRestrictive, reason } = decision
  return {
    ref,
    href: decisionPath(ref),
    round,
    at,
    outcome: decision.outcome,
    outcomeWords: outcomeWords[decision.outcome],
    measures: decision.measures,
    measureWords: measuresInWords(decision),
    ground: groundInWords(decision),
    facts,
    complainantSide,
    authorSide,
    yields,
    leastRestrictive,
    reason,
  }
}
