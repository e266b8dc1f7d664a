import { findPeople } from '../auth/people.ts'
import { Invalid } from '../errors.ts'
import { authorIds, authorsOf } from './authors.ts'
import type { Case } from './case-record.ts'
import { loadEvidence } from './evidence.ts'
import { type Complainant, namedForAll, namedIn } from './naming.ts'
import { type IdentityOf, identitiesIn } from './report.ts'
import { rulesInForce } from './rules-in-force.ts'

/** Characters of their words that are compared: a flood of long reports holds up no decision. */
const MOST_WORDS = 2_000_000

/** Of what the kind asks for: the words that are complained about, and a law by its name, are nobody's own. */
const quoted = ['statement', 'law']

function wordsOf({ filings }: IdentityOf): string[] {
  return filings.flatMap(({ details, answers }) => [
    details,
    ...Object.entries(answers ?? {}).flatMap(([name, said]) => (quoted.includes(name) ? [] : said)),
  ])
}

function asManyAsFit(lists: string[][]): string[][] {
  let left = MOST_WORDS
  return lists.map((list) => {
    left -= list.join('').length
    return left > 0 ? list : []
  })
}

/** Everybody who complained in a case, but for whoever is asked themselves. */
async function complainantsIn(
  { ref, subjects }: Pick<Case, 'ref' | 'subjects'>,
  except: readonly string[],
): Promise<Complainant[]> {
  const authors = new Set(authorIds({ subjects }))
  const reports = (await identitiesIn(ref)).filter((report) => !except.includes(report.ref))
  const people = await findPeople(reports.flatMap(({ account }) => (account ? [String(account)] : [])))
  const words = asManyAsFit(reports.map(wordsOf))
  return reports.map(({ ref: first, filings, email, name, account }, at) => {
    const id = String(account)
    const person = authors.has(id) ? undefined : people.get(id)
    return {
      refs: [first, ...filings.map((filing) => filing.ref)],
      ...{ email, name, account: person ? [person.username, person.name] : [] },
      words: words[at] ?? [],
    }
  })
}

interface Said {
  /** What is shared with it, with a record of its own. */
  shared?: readonly string[]
  /** Reports whose sender reads it. */
  reader?: readonly string[]
  /** A field that everybody reads for good. */
  forAll?: string | undefined
}

/**
 * The author never learns who reported (N13), and the public log names nobody: staff say it in words of their own.
 * @param fields all that they typed and an author, or everybody, will read, by the name of the field
 * @throws Invalid with a sentence that says which words are meant
 */
export async function refuseNaming(
  found: Pick<Case, 'ref' | 'subjects' | 'evidence' | 'reports'>,
  fields: Readonly<Record<string, string>>,
  { shared = [], reader = [], forAll }: Said = {},
): Promise<void> {
  const authors = (await authorsOf(found)).flatMap(({ username, name }) => [username, name])
  const faults: Record<string, string> = {}
  if (found.reports > 0) {
    const { rules } = await rulesInForce()
    const things = await loadEvidence(found.evidence)
    const texts = [...things.flatMap(({ title, words }) => [title, words]), ...rules.map(({ text }) => text)]
    const free = { texts, shared: [...shared], authors }
    Object.assign(faults, namedIn(fields, await complainantsIn(found, reader), free))
  }
  const open = forAll && namedForAll(fields[forAll] ?? '', authors)
  if (forAll && open) faults[forAll] = open
  if (Object.keys(faults).length > 0) throw new Invalid(faults)
}
