import { loadAccount } from '../../src/auth/account.ts'
import { Conflict, Forbidden, Gone, Invalid, NotFound } from '../../src/errors.ts'
import { findCase } from '../../src/reports/case.ts'
import type { Case } from '../../src/reports/case-record.ts'
import { Decisions } from '../../src/reports/decision.ts'
import { subjectKey } from '../../src/reports/subject.ts'
import { madeOnward } from './random-onward.ts'
import { acts, opening } from './random-steps.ts'
import type { Act, RandomStep } from './random-way.ts'
import { actorOf, addTo, casesOf, type World } from './random-world.ts'

const expected = [Conflict, Forbidden, Gone, Invalid, NotFound]
/** Whoever leads a case mostly does these: nobody else may. */
const leads: Act[] = ['add', 'take out', 'interim', 'retrack', 'ask', 'judge']

async function actorIn(world: World, step: RandomStep & { act: Act }, found?: Case) {
  const isLed = found?.assignee && leads.includes(step.act) && step.turn % 6 !== 5
  return isLed ? loadAccount(String(found.assignee)) : actorOf(world, step)
}

const keysOf = ({ subjects }: Case) => subjects.map(subjectKey)

/** What the step did to the interim, as the public log has to tell it. */
function stepsIn(act: Act, before: Case | undefined, after: Case): number {
  const was = before?.state.interim === 'hidden'
  const is = after.state.interim === 'hidden'
  if (act === 'renew') return 1
  if (act === 'interim') return was || is ? 1 : 0
  return (act === 'report' || act === 'find' || act === 'retrack') && is && !was ? 1 : 0
}

function noteHiding(world: World, after: Case): void {
  const { hidden, back } = world.told
  const { ref } = after
  const known = hidden.get(ref) ?? new Set()
  const gone = [...known].filter((key) => !keysOf(after).includes(key))
  for (const key of gone) known.delete(key)
  const owners = world.things.filter(({ key }) => gone.includes(key)).map(({ author }) => author)
  for (const owner of new Set(owners)) back.push(`${ref} ${owner}`)
  hidden.set(ref, known)
  const meant = after.subjects.filter(({ wasHidden }) => wasHidden)
  if (after.state.interim === 'hidden') addTo(hidden, ref, ...meant.map(subjectKey))
}

/** It came back, and its authors heard of it: a decision that takes nothing is no news to them any more. */
function noteShowing({ told: { hidden, shown }, things }: World, ref: string): void {
  const keys = hidden.get(ref) ?? new Set()
  const owners = things.filter(({ key }) => keys.has(key)).map(({ author }) => author)
  for (const owner of new Set(owners)) shown.push(`${ref} ${owner}`)
  hidden.delete(ref)
}

function noteStep(world: World, act: Act, actor: string, before: Case | undefined, after: Case) {
  const { steps, hider, finders } = world.told
  const { ref, state } = after
  const orders = (found?: Case) => found?.orders?.length ?? 0
  const isNew = act === 'find' && !before
  const isMore = act === 'add' && keysOf(after).length > keysOf(before ?? after).length
  if (isNew || isMore || orders(after) > orders(before)) addTo(finders, ref, actor)
  const fresh = stepsIn(act, before, after)
  steps.set(ref, (steps.get(ref) ?? 0) + fresh)
  if (act === 'renew' && hider.get(ref) === actor) throw new Error('Whoever hid it renewed it.')
  if (fresh > 0 && act !== 'renew') hider.set(ref, act === 'interim' ? actor : null)
  if (act === 'interim' && before?.state.interim === 'hidden' && state.interim === 'restored')
    noteShowing(world, ref)
  if (act !== 'again') noteHiding(world, after)
  if (state.outcome === 'no_basis') return true
  return false
}

/** How often each step was let through, and how often it was refused. */
export const happened = new Map<string, number>()

/** @returns whether the step was let through */
export async function run(world: World, given: RandomStep): Promise<boolean> {
  const all = await casesOf(world)
  const before = new Map(all.map((found) => [found.ref, found]))
  const found = all[given.which % Math.max(1, all.length)]
  const step = await madeOnward(world, given, found)
  const { act } = step
  const isOpening = act === 'report' || act === 'find'
  const actor = await actorIn(world, step, found)
  const said = `${given.act} ${act} by ${world.people.indexOf(actor && String(actor._id))} of ${step.things} (${step.turn}) in ${found?.ref}`
  const count = (name: string) => happened.set(name, (happened.get(name) ?? 0) + 1)
  try {
    const ref = isOpening
      ? await opening[act](world, actor, step)
      : found && actor && (await acts[act](world, actor, step, found))
    world.log.push(`${said}: ${ref ?? 'nothing'}`)
    if (!ref) return false
    const after = await findCase(ref)
    if (!after) throw new Error(`There is no case ${ref}.`)
    world.refs.add(ref)
    const isSilent = noteStep(world, act, String(actor?._id), before.get(ref), after)
    if (isSilent)
      for (const one of await Decisions.find({ case: ref }).lean())
        if (isFresh(one.round, before.get(ref))) world.told.silent.add(one.ref)
    count(act)
    return true
  } catch (error) {
    world.log.push(`${said}: ${error}`)
    if (!expected.some((known) => error instanceof known)) throw error
    count(`${act} refused`)
    return false
  }
}

const isFresh = (round: number, before?: Case) =>
  round > (before?.history.filter(({ act }) => act === 'decided').length ?? 0)
