import assert from 'node:assert/strict'
import { sanctionKinds } from '../../src/auth/sanction-record.ts'
import { subjectKey } from '../../src/reports/subject.ts'
import { checkAuthors, checkProposals, checkQuestions, checkReports } from './random-letters.ts'
import { decisionsIn, hides, isAbout, keysIn, load, type Stored } from './random-stored.ts'
import { WORDS, type World } from './random-world.ts'

/** Where the last word about a thing is that it is hidden: who says so, and from whom. */
function wordsAgainst(stored: Stored, key: string): string[] {
  return stored.cases.flatMap((found) => {
    if (!keysIn(found).includes(key)) return []
    const last = decisionsIn(stored, found).findLast((one) => isAbout(one, key))
    // What a report alone brought into a case that staff had hidden is not hidden: nobody has looked at it.
    const isMeant = found.subjects.some((subject) => subjectKey(subject) === key && subject.wasHidden)
    const isHidden = found.isUndecided && found.state.interim === 'hidden' && isMeant
    if (!last) return isHidden ? `${found.ref} others` : []
    if (!hides(last)) return []
    return `${last.ref} ${last.measures.includes('remove') ? 'everybody' : 'others'}`
  })
}

function checkThings(stored: Stored, { things }: World): void {
  for (const { id, key } of things) {
    const post = stored.posts.find(({ _id }) => String(_id) === id)
    assert.equal(post?.source, WORDS, 'the words are never touched')
    const words = wordsAgainst(stored, key)
    if (words.length === 0) {
      assert.equal(post?.hiddenBy ?? null, null, `${key} is shown, as nobody says that it is hidden`)
      assert.equal(post?.removedAt ?? null, null)
    } else
      assert.ok(
        words.includes(`${post?.hiddenBy} ${post?.hiddenFrom}`) && post?.removedBy === 'decision',
        `${key} is hidden by ${post?.hiddenBy} from ${post?.hiddenFrom}, and should be by ${words}`,
      )
  }
}

function checkAccounts(stored: Stored): void {
  for (const { _id, state, sanctions = [] } of stored.accounts) {
    const should = stored.cases.flatMap((found) => {
      const own = found.subjects.filter(({ author }) => author?.equals(_id)).map(subjectKey)
      const last = decisionsIn(stored, found).findLast((one) => own.some((key) => isAbout(one, key)))
      return last
        ? sanctionKinds.flatMap((kind) => (last.measures.includes(kind) ? `${last.ref} ${kind}` : []))
        : []
    })
    const is = sanctions.map(({ by, kind }) => `${by} ${kind}`)
    assert.deepEqual(
      is.sort(),
      should.sort(),
      'an account is under what the last decision on its things says',
    )
    const has = (kind: string) => is.some((one) => one.endsWith(kind))
    const worst = has('close') ? 'closed' : has('suspend') ? 'suspended' : has('limit') ? 'limited' : 'active'
    assert.equal(state, worst)
  }
}

function checkPeople(stored: Stored, { told }: World): void {
  for (const found of stored.cases) {
    const own = decisionsIn(stored, found)
    const deciders = own.flatMap(({ by, second }) => [String(by), ...(second ? [String(second)] : [])])
    assert.equal(new Set(deciders).size, deciders.length, 'who decided does not decide again')
    const owners = found.subjects.map(({ author }) => String(author))
    const reporters = stored.reports
      .filter((one) => one.case === found.ref)
      .map(({ account }) => String(account))
    for (const one of deciders) assert.ok(![...owners, ...reporters].includes(one), 'no party judges')
    const finders = told.finders.get(found.ref)
    for (const { round, by, second, measures, outcome } of own) {
      const grave = measures.some((measure) => ['limit', 'suspend', 'close'].includes(measure))
      if (round === 1) assert.ok(second || !(grave || outcome === 'no_basis'), 'two people')
      else for (const one of [by, second]) assert.ok(!finders?.has(String(one)), 'no finder hears an appeal')
    }
  }
}

function checkCases(stored: Stored, { told }: World): void {
  for (const found of stored.cases) {
    const { ref, state, history, isWaiting, pending, takenOut = [], orders = [] } = found
    const own = decisionsIn(stored, found)
    for (const one of own) assert.ok(one.carriedOutAt && one.facts.trim(), 'carried out, with findings')
    const decided = history.flatMap(({ act, words }) => (act === 'decided' ? words : []))
    assert.deepEqual(
      decided,
      own.map((one) => one.ref),
      'the history names each decision',
    )
    assert.equal(pending, null)
    assert.equal(new Set(keysIn(found)).size, found.subjects.length)
    assert.ok(found.subjects.length > 0, 'something stays in a case')
    assert.equal(isWaiting, state.name !== 'notified' && state.name !== 'appeal-decided')
    for (const { id, revision } of [...found.subjects, ...takenOut])
      assert.ok(
        stored.evidence.some((one) => one.subject === `post:${id}` && one.revision === revision),
        'what is judged is kept as it was',
      )
    const lines = stored.lines.filter(({ decision }) => decision === ref)
    const ordered = lines.filter(({ event }) => event === 'ordered')
    assert.equal(ordered.length, orders.length, 'one line for each order')
    assert.equal(lines.length - ordered.length, told.steps.get(ref), 'one line for each interim step')
    for (const one of own) {
      const [line, ...more] = stored.lines.filter(({ decision }) => decision === one.ref)
      assert.deepEqual(
        [line?.outcome, line?.measures, more],
        [one.outcome, one.measures, []],
        'one line each',
      )
    }
  }
}

/** What must hold after every step. */
export async function check(world: World): Promise<void> {
  const stored = await load(world)
  checkThings(stored, world)
  checkAccounts(stored)
  checkPeople(stored, world)
  checkCases(stored, world)
  checkAuthors(stored, world)
  checkReports(stored, world)
  checkQuestions(stored)
  checkProposals(stored)
}
