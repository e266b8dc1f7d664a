import assert from 'node:assert/strict'
import type { Case } from '../../src/reports/case-record.ts'
import type { Decision } from '../../src/reports/decision.ts'
import type { Report } from '../../src/reports/report.ts'
import { decisionsIn, isAbout, keysIn, restricts, type Stored } from './random-stored.ts'
import type { World } from './random-world.ts'

const told = ({ news }: Stored, prefix: string) =>
  news
    .filter(({ once }) => once.startsWith(prefix))
    .map(({ once, account }) => `${once.slice(prefix.length)} ${account}`)

const named = (stored: Stored, all: readonly string[]) => {
  const refs = new Set([...stored.cases, ...stored.decisions].map(({ ref }) => ref))
  return all.filter((one) => refs.has(one.split(/[ :]/)[0] ?? '')).sort()
}

/** Exactly those from whom something is taken, or was, each once for each decision. */
/** In the order of the words that are left: step 10 stands before step 9. */
const withoutStep = (one: string) => one.replace(/:\d+/, '')

export function checkAuthors(stored: Stored, world: World): void {
  const should = stored.cases.flatMap((found) => {
    const own = decisionsIn(stored, found)
    return own.flatMap((one, at) => {
      const theirs = world.things.filter(({ key }) => isAbout(one, key))
      const wasUnder = (key: string) => {
        const before = own.slice(0, at).findLast((earlier) => isAbout(earlier, key))
        return before ? restricts(before) : world.told.hidden.get(found.ref)?.has(key) === true
      }
      const concerned = theirs.filter(({ key }) => restricts(one) || wasUnder(key))
      return [...new Set(concerned.map(({ author }) => `${one.ref} ${author}`))]
    })
  })
  assert.deepEqual(named(stored, told(stored, 'decided:')), should.sort(), 'authors hear what concerns them')
  const hidden = new Set(
    named(stored, told(stored, 'interim:')).map((one) => `${one.split(':')[0]} ${one.split(' ')[1]}`),
  )
  for (const [ref, keys] of world.told.hidden)
    for (const { key, author } of world.things)
      if (keys.has(key)) assert.ok(hidden.has(`${ref} ${author}`), 'whose thing is hidden was told before')
  const shown = named(stored, told(stored, 'restored:')).map(withoutStep).sort()
  assert.deepEqual(shown, world.told.shown.sort(), 'whose hidden thing came back was told')
  const back = named(stored, told(stored, 'narrowed:')).map(withoutStep).sort()
  assert.deepEqual(back, world.told.back.sort(), 'whose hidden thing was taken out was told')
}

function isConcerned({ evidence }: Stored, found: Case, { things = [] }: Decision, report: Report): boolean {
  if (keysIn(found).every((key) => things.includes(key))) return true
  const own = evidence.filter(({ _id }) => report.evidence.some((one) => one.equals(_id)))
  return own.some(({ subject }) => things.includes(subject))
}

export function checkReports(stored: Stored, world: World): void {
  const should: string[] = []
  for (const report of stored.reports) {
    const found = stored.cases.find(({ ref }) => ref === report.case)
    const own = found ? decisionsIn(stored, found) : []
    assert.ok(found && report.acknowledgedAt, 'every report has its case and its receipt')
    assert.equal(report.answeredAt !== null, own.length > 0, 'every report is answered, or waits')
    for (const one of own)
      if (report.account && isConcerned(stored, found, one, report) && !world.told.silent.has(one.ref))
        should.push(`${one.ref}:${report.ref} ${report.account}`)
  }
  assert.deepEqual(named(stored, told(stored, 'outcome:')), should.sort(), 'reporters hear each outcome once')
  for (const { ref, reports } of stored.cases)
    assert.equal(reports, stored.reports.filter((one) => one.case === ref).length, 'reports are counted')
}

export function checkQuestions(stored: Stored): void {
  for (const { ref, state, history } of stored.cases) {
    const asked = history.filter(({ act }) => act === 'asked')
    const own = stored.questions.filter((one) => one.case === ref)
    assert.equal(asked.length, own.length, 'the case names each question')
    for (const one of own) assert.ok(one.toldAt && (one.state === 'answered') === (one.settledAt !== null))
    const last = own.find((one) => asked.at(-1)?.words.startsWith(`${one.ref}:`))
    if (state.waitingFor) assert.deepEqual([last?.whom, last?.state], [state.waitingFor, 'open'], 'it waits')
    else if (last?.state === 'open')
      assert.notEqual(stored.decisions.filter((one) => one.case === ref && one.at >= last.askedAt).length, 0)
  }
}

export function checkProposals({ proposals, decisions }: Stored): void {
  for (const one of proposals) {
    const made = decisions.find(({ ref }) => ref === one.decision)
    const inRound = decisions.find((decision) => decision.case === one.case && decision.round === one.round)
    if (one.state === 'waiting') assert.equal(inRound, undefined, 'what is decided waits for nobody')
    assert.equal(made !== undefined, one.state === 'agreed', 'agreed is decided')
    if (!made) continue
    assert.deepEqual([String(made.by), String(made.second)], [String(one.by), String(one.answeredBy)])
    assert.deepEqual([made.outcome, [...made.measures]], [one.outcome, [...one.measures]])
  }
}
