import { type Account, loadAccount } from '../../src/auth/account.ts'
import { now } from '../../src/clock.ts'
import { addSubjects } from '../../src/reports/adding.ts'
import { appeal } from '../../src/reports/appeal.ts'
import { ask } from '../../src/reports/asking.ts'
import { carryOut } from '../../src/reports/carrying-out.ts'
import type { Case } from '../../src/reports/case-record.ts'
import { addNote, release, take } from '../../src/reports/casework.ts'
import { Decisions } from '../../src/reports/decision.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { openFinding } from '../../src/reports/finding.ts'
import { chooseInterim } from '../../src/reports/interim-choice.ts'
import { renewInterim } from '../../src/reports/interim-renewal.ts'
import { Proposals } from '../../src/reports/proposal.ts'
import { agree, decline, withdraw } from '../../src/reports/proposal-answer.ts'
import { judge } from '../../src/reports/proposing.ts'
import { Questions } from '../../src/reports/question.ts'
import { answerQuestion, openQuestion } from '../../src/reports/question-answer.ts'
import { Reports } from '../../src/reports/report.ts'
import { retrack } from '../../src/reports/retracking.ts'
import { takeOut } from '../../src/reports/taking-out.ts'
import { complaint, findings } from '../support/complaints.ts'
import { inDays } from '../support/measures.ts'
import type { Act, RandomStep } from './random-way.ts'
import type { World } from './random-world.ts'

const kinds = ['rules', 'illegal', 'rules', 'rules', 'rules', 'child-abuse'] as const
const others = ['child-abuse', 'rules', 'danger', 'illegal', 'rules', 'privacy'] as const
const grave = { until: inDays(30) }
const judgements = [
  findings(),
  findings({ measures: ['hide', 'suspend'], ...grave }),
  findings({ outcome: 'not_upheld', measures: ['none'], yields: 'complainant' }),
  findings({ measures: ['remove'] }),
  findings({ measures: ['limit'], ...grave }),
  findings({ outcome: 'partly', measures: ['none'] }),
  findings({ measures: ['close', 'hide'] }),
  findings({ outcome: 'no_basis', measures: ['none'], yields: 'complainant' }),
  findings({ outcome: 'not_upheld', measures: ['none'], yields: 'complainant' }),
  findings({ facts: ' ' }),
  findings(),
  findings({ measures: ['limit', 'suspend', 'hide'], ...grave }),
]
const order = { authority: 'The court', reference: 'MC-12', on: '2026-11-20', law: '' }
const ground = 'appears_justified' as const
const asking = { report: '', email: '', fields: [], role: '', why: '', alternatives: '', consentWhy: '' }

const pathsOf = ({ things }: World, chosen: readonly number[]) =>
  chosen.flatMap((at) => (things[at] ? [`/posts/${things[at].id}`] : []))

/** @returns the reference of the case in which it happened, where it happened */
type Do = (world: World, actor: Account, step: RandomStep, found: Case) => Promise<string | undefined>

/** What needs no case to be there. */
export const opening: Record<
  'report' | 'find',
  (world: World, actor: Account | undefined, step: RandomStep) => Promise<string | undefined>
> = {
  report: async (world, actor, { things, turn }) => {
    const about = pathsOf(world, things)
    const [first = ''] = about
    const { report } = await fileReport(
      actor,
      complaint(first, { about, kind: kinds[turn % kinds.length] ?? 'rules' }),
    )
    return (await Reports.findById(report._id).lean())?.case ?? undefined
  },
  find: async (world, actor, { things, turn }) =>
    actor &&
    openFinding(actor, {
      about: pathsOf(world, things),
      kind: turn === 0 ? 'child-abuse' : 'rules',
      details: 'I came across it.',
      ...(turn % 4 === 1 && { order }),
    }),
}

export const acts: Record<Exclude<Act, 'report' | 'find'>, Do> = {
  add: async (world, actor, { things }, { ref }) =>
    (await addSubjects(actor, ref, pathsOf(world, things))).ref,
  'take out': async ({ things }, actor, { things: chosen }, { ref, subjects }) => {
    const keys = chosen.flatMap((at) => things[at]?.key ?? [])
    const there = keys.filter((key) => subjects.some(({ id }) => key.endsWith(id)))
    const some = there.slice(0, Math.max(1, subjects.length - 1))
    return (await takeOut(actor, ref, { things: some, reason: 'It is a quote.' })).ref
  },
  take: async (_world, actor, _step, { ref }) => {
    await take(actor, ref)
    return ref
  },
  release: async (_world, actor, _step, { ref }) => {
    await release(actor, ref)
    return ref
  },
  note: async (_world, actor, _step, { ref }) => {
    await addNote(actor, ref, 'I looked at it.')
    return ref
  },
  interim: async (_world, actor, { turn }, { ref }) => {
    const choice = turn < 9 ? ('hide' as const) : ('keep' as const)
    await chooseInterim(actor, ref, { choice, ground, reason: 'It looks rude.' })
    return ref
  },
  renew: async (_world, actor, _step, { ref }) => {
    await renewInterim(actor, ref, 'It takes longer.')
    return ref
  },
  retrack: async (_world, actor, { turn }, { ref }) => {
    const kind = others[turn % others.length] ?? 'rules'
    await retrack(actor, ref, { kind, reason: 'It turned out to be that.' })
    return ref
  },
  ask: async (_world, actor, { turn }, { ref, subjects }) => {
    const whom = turn % 3 === 0 ? ('reporter' as const) : ('author' as const)
    const one = await loadAccount(String(subjects[turn % subjects.length]?.author))
    const author = one?.username ?? ''
    await ask(
      actor,
      ref,
      { ...asking, whom, author, question: 'Why?', consent: undefined, delayReason: '' },
      '',
    )
    return ref
  },
  answer: async (_world, actor, _step, { ref }) => {
    for (const { ref: known } of await Questions.find({ case: ref, state: 'open' }).lean()) {
      const question = await openQuestion(known, undefined, actor)
      if (!question) continue
      await answerQuestion(question, 'Because.')
      return ref
    }
    return undefined
  },
  judge: async (_world, actor, { turn }, { ref }) => {
    await judge(actor, ref, judgements[turn] ?? findings())
    return ref
  },
  'answer a proposal': async (_world, actor, { turn }, { ref }) => {
    const waiting = await Proposals.findOne({ case: ref, state: 'waiting' }).lean()
    if (!waiting) return undefined
    if (turn === 0) await decline(actor, ref, waiting.ref, 'It is too hard.')
    else if (turn === 1) await withdraw((await loadAccount(String(waiting.by))) ?? actor, ref, waiting.ref)
    else await agree(actor, ref, waiting.ref)
    return ref
  },
  appeal: async (_world, actor, { turn }, { ref, subjects }) => {
    const all = await Decisions.find({ case: ref }).sort({ round: -1 }).lean()
    const own = subjects.filter((subject) => subject.author?.equals(actor._id)).map(({ id }) => `post:${id}`)
    const about = all.find(({ things }) => own.some((key) => things?.includes(key)))
    const decision = turn === 0 ? all.at(-1) : (about ?? all[0])
    if (!decision) return undefined
    await appeal(actor, decision.ref, { argument: 'It is wrong.', link: undefined, at: now() })
    return ref
  },
  /** As a start does with what a killed process left: also with one that others have overtaken since. */
  again: async (_world, _actor, { turn }, { ref }) => {
    const all = await Decisions.find({ case: ref }).sort({ round: 1 }).lean()
    const one = all[turn % Math.max(1, all.length)]
    if (!one) return undefined
    await carryOut(one)
    return ref
  },
}
