import '../support/env.ts'

import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import type { Account } from '../../src/auth/account.ts'
import { now } from '../../src/clock.ts'
import { Conflict, Forbidden, Gone, Invalid, NotFound } from '../../src/errors.ts'
import { Posts } from '../../src/forum/post.ts'
import { reachPost } from '../../src/forum/reach.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { appeal } from '../../src/reports/appeal.ts'
import { type CaseEntry, Cases } from '../../src/reports/case.ts'
import { addNote, take } from '../../src/reports/casework.ts'
import { decide } from '../../src/reports/deciding.ts'
import { Decisions } from '../../src/reports/decision.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { chooseInterim } from '../../src/reports/interim-choice.ts'
import { LogLines } from '../../src/reports/log-line.ts'
import { Reports } from '../../src/reports/report.ts'
import { subjectKey } from '../../src/reports/subject.ts'
import { makeAccount } from '../support/accounts.ts'
import { complaint, findings, rules } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumDatabase } from '../support/forum-site.ts'

forumDatabase()
rules()
before(stopOutbox)

const WORDS = 'You are all fools.'

interface World {
  id: string
  /** The author, two members, three moderators; undefined is a visitor. */
  people: (Account | undefined)[]
}

const of = (act: string, who: fc.Arbitrary<number>) =>
  fc.record({ act: fc.constant(act), who, kind: fc.nat(3) })
/** Mostly those who may. */
const moderator = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 3, max: 5 }) }, fc.nat(6))
const party = fc.oneof({ weight: 4, arbitrary: fc.nat(2) }, fc.nat(6))
const step = fc.oneof(
  { weight: 3, arbitrary: of('report', fc.constantFrom(0, 1, 2, 3, 6)) },
  { weight: 1, arbitrary: of('take', moderator) },
  { weight: 1, arbitrary: of('note', moderator) },
  { weight: 3, arbitrary: of('interim', moderator) },
  { weight: 4, arbitrary: of('decide', moderator) },
  { weight: 4, arbitrary: of('appeal', party) },
)
const way = fc.array(step, { minLength: 3, maxLength: 9, size: 'max' })
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

const kinds = ['rules', 'rules', 'illegal', 'child-abuse'] as const
const judgements = [
  findings(),
  findings({ outcome: 'not_upheld', measures: ['none'], yields: 'complainant' }),
  findings({ outcome: 'partly', measures: ['none'] }),
  findings({ facts: ' ' }),
]
const ground = 'appears_justified' as const
const [hiding, showing] = ['It is rude.', 'It is fine.']

const casesOf = (id: string) =>
  Cases.find({ subject: subjectKey({ kind: 'post', id }) })
    .sort({ _id: 1 })
    .lean()

const newest = async (id: string) => (await casesOf(id)).at(-1)?.ref ?? 'C-999999999'

const acts: Record<string, (world: World, actor: Account | undefined, kind: number) => Promise<unknown>> = {
  report: ({ id }, actor, kind) =>
    fileReport(actor, complaint(`/posts/${id}`, { kind: kinds[kind] ?? 'rules' })),
  take: async ({ id }, actor) => actor && take(actor, await newest(id)),
  note: async ({ id }, actor) => actor && addNote(actor, await newest(id), 'I looked at it.'),
  interim: async ({ id }, actor, kind) => {
    const choice = kind < 3 ? ('hide' as const) : ('keep' as const)
    const reason = choice === 'hide' ? hiding : showing
    return actor && chooseInterim(actor, await newest(id), { choice, ground, reason })
  },
  decide: async ({ id, people }, actor, kind) => {
    // Whoever has taken it comes first: nobody else may.
    const assignee = (await casesOf(id)).at(-1)?.assignee
    const judge = people.find((one) => assignee && one?._id.equals(assignee)) ?? actor
    return judge && decide(judge, await newest(id), judgements[kind] ?? findings())
  },
  appeal: async ({ id }, actor) => {
    const last = await Decisions.findOne({ case: await newest(id) })
      .sort({ round: -1 })
      .lean()
    return appeal(actor, last?.ref ?? 'D-999999999', { argument: 'It is wrong.', link: undefined, at: now() })
  },
}

const expected = [Conflict, Forbidden, Gone, Invalid, NotFound]
const happened = new Map<string, number>()

async function run(world: World, { act, who, kind }: Step): Promise<void> {
  try {
    await acts[act]?.(world, world.people[who], kind)
    happened.set(act, (happened.get(act) ?? 0) + 1)
  } catch (error) {
    if (!expected.some((known) => error instanceof known)) throw error
  }
}

/** How often it was hidden, confirmed or shown again; to leave it as it is is no step. */
function interimSteps(history: readonly CaseEntry[]): number {
  let isHidden = false
  let steps = 0
  for (const { act, words } of history) {
    if (act === 'decided') isHidden = false
    if (act !== 'interim' || (words === showing && !isHidden)) continue
    isHidden = words !== showing
    steps += 1
  }
  return steps
}

async function linesOf(cases: readonly string[]) {
  const decisions = await Decisions.distinct('ref', { case: { $in: cases } })
  return LogLines.find({ decision: { $in: [...cases, ...decisions] } }).lean()
}

async function check({ id }: World): Promise<void> {
  const found = await casesOf(id)
  const refs = found.map(({ ref }) => ref)
  const [post, decisions, lines, reports] = await Promise.all([
    Posts.findById(id).lean(),
    Decisions.find({ case: { $in: refs } })
      .sort({ _id: 1 })
      .lean(),
    linesOf(refs),
    Reports.find({ case: { $in: refs } }).lean(),
  ])
  assert.equal(post?.source, WORDS, 'the words are never touched')

  const by = post?.hiddenBy ?? null
  const holder = found.find(({ ref }) => ref === by)
  const decision = decisions.find(({ ref }) => ref === by)
  if (by === null) {
    assert.ok(!found.some(({ state }) => state.interim === 'hidden'), 'what a case says is hidden, is')
    const reached = await reachPost(undefined, id)
    assert.equal(reached.post.source, WORDS, 'what came back can be read')
  } else
    assert.ok(
      (holder?.isUndecided && holder.state.interim === 'hidden') || decision?.measures.includes('hide'),
      'nothing is hidden without an open case or a decision that says so',
    )

  for (const { ref, state, history, isWaiting } of found) {
    const own = decisions.filter((one) => one.case === ref)
    if (state.decidedBy)
      assert.ok(state.notes > 0 && own[0]?.facts.trim(), 'nothing is decided without findings')
    const deciders = own.map(({ by: judge }) => String(judge))
    assert.equal(new Set(deciders).size, deciders.length, 'who decided does not decide again')
    for (const one of own) assert.ok(one.carriedOutAt)
    assert.equal(
      lines.filter((line) => line.decision === ref).length,
      interimSteps(history),
      'one line for each interim step',
    )
    assert.equal(isWaiting, state.name !== 'notified' && state.name !== 'appeal-decided')
  }
  const decided = lines.filter((line) => decisions.some(({ ref }) => ref === line.decision))
  assert.equal(decided.length, decisions.length, 'one line for each decision')

  for (const report of reports) {
    const own = found.find(({ ref }) => ref === report.case)
    assert.ok(
      report.acknowledgedAt && (report.answeredAt || own?.isWaiting),
      'every report is answered, or waits',
    )
  }
}

const RUNS = 75
/** Ways at the same time, each about a post of its own. */
const AT_ONCE = 4

test(`N9: ${RUNS * AT_ONCE} random ways through the database end in order`, async () => {
  const [first, second, third] = await Promise.all([1, 2, 3].map(() => makeAccount({ role: 'moderator' })))
  const [one, two] = await Promise.all([makeAccount(), makeAccount()])
  const author = await makeAccount({ role: 'moderator' })
  const topic = await makeTopic()
  const people = [author, one, two, first, second, third, undefined]
  await fc.assert(
    fc.asyncProperty(fc.array(way, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (ways) => {
      await Promise.all(
        ways.map(async (steps) => {
          const { _id } = await makePost({ topic: topic.id, author, body: WORDS })
          const world = { id: String(_id), people }
          for (const one of steps) await run(world, one)
          await check(world)
        }),
      )
    }),
    { numRuns: RUNS, endOnFailure: true },
  )
  for (const act of ['report', 'interim', 'decide'])
    assert.ok((happened.get(act) ?? 0) > 0, `${act} happened at all`)
})
